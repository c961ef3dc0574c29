/** Shows that an idle client costs next to nothing, which takes the patch of kafkajs. */
import { adapterOf } from '../testing/adapter-of.ts';
import { idleContract } from '../testing/idle.ts';

idleContract(adapterOf('kafkajs'));
