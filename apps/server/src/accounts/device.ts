import { isIPv4 } from 'node:net'
import { networkOf } from './sign-in-throttle.ts'

/** Where a session comes from, as the request says. */
export interface SessionOrigin {
  /** The client's network address. */
  address?: string | undefined
  userAgent?: string | undefined
}

// Before their families: Edge and Opera also say Chrome, and Chrome also says Safari.
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
]
const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPad\b/, 'iPad'],
  [/\biPhone\b/, 'iPhone'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\b(?:Macintosh|Mac OS X)\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
]

/** A device in words: `Chrome on Android`. Undefined where the client does not say what it is. */
export function deviceOf(userAgent: string | undefined): string | undefined {
  const text = userAgent?.slice(0, 500)
  if (!text) return undefined
  const nameIn = (names: readonly (readonly [RegExp, string])[]) => names.find(([pattern]) => pattern.test(text))?.[1]
  const system = nameIn(systems)
  // A client of its own says its name first: `QTableStand/2.1 (iPad; …)`.
  const browser = nameIn(browsers) ?? /^([A-Za-z][\w .-]{0,39})\//.exec(text)?.[1]?.replace(/^Mozilla$/, 'A browser')
  if (browser === undefined) return system
  return system === undefined ? browser : `${browser} on ${system}`
}

/** A network address that tells places apart and no more: `203.0.113.x`, a /64 of IPv6. */
export function placeOf(address: string | undefined): string | undefined {
  if (address === undefined) return undefined
  const network = networkOf(address)
  return isIPv4(network) ? network.replace(/\d+$/, 'x') : network.slice(0, 64)
}
