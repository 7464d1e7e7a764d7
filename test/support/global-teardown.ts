import { stopServers } from './servers';

/** Stops what `global-setup.ts` started and removes its folder. */
export default stopServers;
