// The room's only door.
export { Fabric } from './fabric.ts';
export { internet, internetHostSetUp, routerSetUp, type SetUp } from './internet.ts';
export type { FabricState, Segment, SegmentSpec } from './segments.ts';
export { answerZone, newZone, type InternetHost, type Zone, type ZoneRecord } from './zone.ts';
