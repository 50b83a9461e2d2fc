/** The languages of the app, each by its own name. */
export const languages = { en: 'English', de: 'Deutsch', es: 'Español', fr: 'Français' } as const

export type Language = keyof typeof languages

/** Where the browser keeps the choice. */
export const languageKey = 'qtable.language'

export function isLanguage(text: unknown): text is Language {
  return typeof text === 'string' && Object.hasOwn(languages, text)
}

/** The language of this device: the one chosen here, or else the first of the browser's that the app has. */
export function deviceLanguage(): Language {
  if (typeof document === 'undefined') return 'en'
  const chosen = localStorage.getItem(languageKey)
  if (isLanguage(chosen)) return chosen
  return navigator.languages.map((tag) => new Intl.Locale(tag).language).find(isLanguage) ?? 'en'
}

/** Keeps the choice of a language on this device. */
export function rememberLanguage(language: Language): void {
  localStorage.setItem(languageKey, language)
}

/**
 * The locale that writes dates, numbers and lists: the app's language as the browser's region has it. A German browser
 * with English words shows 24 hours, an American one AM and PM.
 */
export function localeFor(language: Language, tags: readonly string[]): string {
  const wanted = tags.map((tag) => new Intl.Locale(tag))
  const region = (wanted.find((one) => one.language === language && one.region) ?? wanted.find((one) => one.region))
    ?.region
  return region === undefined ? language : `${language}-${region}`
}
