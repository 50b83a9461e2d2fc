/** Who may register a restaurant: anybody, the holders of a registration link, or nobody. */
export const registrationModes = ['open', 'invite', 'closed'] as const
export type RegistrationMode = (typeof registrationModes)[number]
