/**
 * The locale of dates, times and names: the language of the app's words, as the device's region writes it. Another
 * language's dates beside English words would be read wrong.
 */
export const locale: string = navigator.languages?.find((language) => /^en\b/i.test(language)) ?? 'en-GB'
