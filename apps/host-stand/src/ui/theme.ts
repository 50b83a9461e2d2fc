/** Dark first: service is at night. `device` follows the device. */
export type Theme = 'dark' | 'light' | 'device'

const key = 'qtable.theme'

/** The theme chosen on this device. */
export function chosenTheme(): Theme {
  const stored = localStorage.getItem(key)
  return stored === 'light' || stored === 'device' ? stored : 'dark'
}

/** Sets the theme of this device. */
export function chooseTheme(theme: Theme): void {
  localStorage.setItem(key, theme)
  applyTheme()
}

/** Applies the chosen theme. */
export function applyTheme(): void {
  const chosen = chosenTheme()
  const isLight = chosen === 'light' || (chosen === 'device' && matchMedia('(prefers-color-scheme: light)').matches)
  document.documentElement.dataset.theme = isLight ? 'light' : 'dark'
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', isLight ? '#f4f1ec' : '#1c1917')
}
