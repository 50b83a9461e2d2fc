export { type Device, finished, level, live, openDevices } from './devices.ts'
export { type FakeNetwork, type FakeServer, openFakeServer } from './fake-server.ts'
export { type FakeTabs, openFakeTabs } from './fake-tabs.ts'
export { settle, type VirtualClock, virtualClock } from './virtual-clock.ts'
