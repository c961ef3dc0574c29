/** Shows that an idle client costs next to nothing. */
import { adapterOf } from '../testing/adapter-of.ts';
import { idleContract } from '../testing/idle.ts';

idleContract(adapterOf('platformatic'));
