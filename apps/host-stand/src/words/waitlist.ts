export const waitlist = {}
