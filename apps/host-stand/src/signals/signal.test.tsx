import { fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openStandScreen } from '../testing/stand-screen.tsx'
import { DeviceSection } from './device-section.tsx'
import { signal } from './signal.ts'
import { chooseSignals, signalChoiceNow } from './signal-choice.ts'

const notes: number[] = []
const vibrate = vi.fn(() => true)
const param = { value: 0, setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} }

class FakeSpeaker {
  state = 'running'
  currentTime = 0
  destination = {}
  resume = async () => {}
  createGain = () => ({ gain: param, connect: () => ({}) })
  createOscillator() {
    const frequency = { value: 0 }
    return {
      frequency,
      connect: (volume: object) => ({ ...volume, connect: () => ({}) }),
      start: () => void notes.push(frequency.value),
      stop() {},
    }
  }
}

beforeEach(() => {
  notes.length = 0
  vibrate.mockClear()
  vi.stubGlobal('AudioContext', FakeSpeaker)
  Object.assign(navigator, { vibrate })
})

afterEach(() => {
  chooseSignals({ sound: false, vibration: false })
  Reflect.deleteProperty(navigator, 'vibrate')
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

test('a device neither sounds nor vibrates until somebody chose it there', () => {
  signal('quote')
  expect([notes, vibrate.mock.calls.length]).toEqual([[], 0])
  chooseSignals({ vibration: true })
  signal('quote')
  expect([notes, vibrate.mock.calls.length]).toEqual([[], 1])
  expect(localStorage.getItem('qtable.signals')).toBe('{"sound":false,"vibration":true}')
})

test('each signal has notes of its own, and a hidden page is silent', async () => {
  chooseSignals({ sound: true, vibration: true })
  signal('quote')
  signal('others')
  signal('refused')
  expect(notes).toEqual([659, 523, 880, 220, 220])
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  signal('quote')
  expect([notes.length, vibrate.mock.calls.length]).toEqual([5, 3])
})

test('the choice is made on the page of the device, where each signal can be tried', async () => {
  const { show } = await openStandScreen({})
  show(<DeviceSection />)
  expect(screen.queryByRole('button', { name: 'Refused' })).toBeNull()
  fireEvent.click(screen.getByRole('checkbox', { name: /^Sounds/ }))
  expect(signalChoiceNow()).toEqual({ sound: true, vibration: false })
  fireEvent.click(screen.getByRole('button', { name: 'Refused' }))
  await vi.waitFor(() => expect(notes).toEqual([220, 220]))
  fireEvent.click(screen.getByRole('checkbox', { name: 'Vibration' }))
  fireEvent.click(screen.getByRole('button', { name: 'Quote run out' }))
  await vi.waitFor(() => expect(vibrate).toHaveBeenCalledTimes(1))
})

test('a device that cannot vibrate does not offer it', async () => {
  Reflect.deleteProperty(navigator, 'vibrate')
  const { show } = await openStandScreen({})
  show(<DeviceSection />)
  expect(screen.queryByRole('checkbox', { name: 'Vibration' })).toBeNull()
})
