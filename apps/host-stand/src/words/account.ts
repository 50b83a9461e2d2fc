/** Like `factorWords`, these come with the screens that are fetched later. */
export const accountWords = {
  sessions: 'Where you are signed in',
  sessionsIntro: 'End what you do not know, then change your password.',
  sessionsFailed: 'Your devices could not be loaded.',
  thisDevice: 'This device',
  unknownDevice: 'A device',
  seen: (started: string, seen: string) => `Since ${started}, last seen ${seen}`,
  end: (device: string) => `Sign out: ${device}`,
  endOthers: 'Sign out all others',
  sessionEnded: 'Signed out there',
  othersEnded: 'Signed out everywhere else',
  sessionGone: 'It is signed out already.',
  stepUpTitle: 'Is it you?',
  stepUpIntro: 'Give your password again, because people are changed.',
  stepUp: 'Go on',
  otherWay: 'Another way',
  wrongPassword: 'That is not your password.',
}
