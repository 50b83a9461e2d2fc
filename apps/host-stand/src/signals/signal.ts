import { signalChoiceNow } from './signal-choice.ts'

/** What a device signals: a quote has run out, somebody else changed something, or the server refused a change. */
export type Signal = 'quote' | 'others' | 'refused'

interface Tone {
  hertz: number
  /** From the start of the signal, in seconds. */
  at: number
  seconds: number
}

// Told apart without looking: two falling notes, one high note, two low ones.
const tones: Readonly<Record<Signal, readonly Tone[]>> = {
  quote: [
    { hertz: 659, at: 0, seconds: 0.22 },
    { hertz: 523, at: 0.2, seconds: 0.34 },
  ],
  others: [{ hertz: 880, at: 0, seconds: 0.18 }],
  refused: [
    { hertz: 220, at: 0, seconds: 0.16 },
    { hertz: 220, at: 0.22, seconds: 0.26 },
  ],
}

/** In milliseconds: on, off, on. */
const vibrations: Readonly<Record<Signal, number[]>> = {
  quote: [160, 80, 160],
  others: [80],
  refused: [60, 60, 60, 60, 200],
}

/** Loud enough beside a kitchen door, without clipping on the speaker of a tablet. */
const loudness = 0.35
const fadeSeconds = 0.015

let speaker: AudioContext | undefined

/** Whether this device can vibrate. */
export const canVibrate = (): boolean => typeof navigator.vibrate === 'function'

/** Whether this device can play a sound. */
export const canSound = (): boolean => typeof AudioContext === 'function'

/** Signals as this device was told to; nothing while its page is hidden. */
export function signal(kind: Signal): void {
  if (document.visibilityState === 'hidden') return
  const { sound, vibration } = signalChoiceNow()
  if (vibration && canVibrate()) navigator.vibrate(vibrations[kind])
  if (sound && canSound()) void play(tones[kind])
}

/** A browser lets a page sound only after a tap or key: each of them wakes the speaker, which sleeps after a reload. */
export function wakeSpeaker(): void {
  if (!signalChoiceNow().sound || !canSound()) return
  speaker ??= new AudioContext()
  if (speaker.state === 'suspended') speaker.resume().catch(() => undefined)
}

async function play(given: readonly Tone[]): Promise<void> {
  speaker ??= new AudioContext()
  // On a speaker that sleeps, notes would sound together at the next tap, long after what they tell.
  if (speaker.state !== 'running') return
  const start = speaker.currentTime
  for (const { hertz, at, seconds } of given) {
    const [note, volume] = [speaker.createOscillator(), speaker.createGain()]
    const [from, to] = [start + at, start + at + seconds]
    note.frequency.value = hertz
    // A note that starts or stops at full volume clicks.
    volume.gain.setValueAtTime(0, from)
    volume.gain.linearRampToValueAtTime(loudness, from + fadeSeconds)
    volume.gain.exponentialRampToValueAtTime(0.001, to)
    note.connect(volume).connect(speaker.destination)
    note.start(from)
    note.stop(to)
  }
}

/** Plays one signal at a tap, so that a person hears what was chosen. */
export async function trySignal(kind: Signal): Promise<void> {
  if (signalChoiceNow().sound && canSound()) {
    speaker ??= new AudioContext()
    await speaker.resume()
  }
  signal(kind)
}
