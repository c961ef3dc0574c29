/** Holds consuming through kafkajs to the contract, on a real broker. */
import { adapterOf } from '../testing/adapter-of.ts';
import { busContract } from '../testing/contract.ts';

busContract(adapterOf('kafkajs'));
