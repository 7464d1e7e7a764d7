export { conversation } from './conversation';
export { inboundSweep } from './inbound-sweep';
