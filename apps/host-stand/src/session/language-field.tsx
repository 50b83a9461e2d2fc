import { Select } from '../ui/field.tsx'
import { toast } from '../ui/toaster.tsx'
import { chooseLanguage, useLanguage } from '../words/catalogue.ts'
import { isLanguage, languages } from '../words/language.ts'
import { words } from '../words.ts'

/** The language of this device. A choice acts at once and is remembered. */
export function LanguageField() {
  return (
    <Select
      label={words.session.language}
      value={useLanguage()}
      options={Object.entries(languages).map(([value, label]) => ({ value, label }))}
      onChange={({ target }) => {
        if (!isLanguage(target.value)) return
        chooseLanguage(target.value).catch(() => toast({ title: words.common.notHere, kind: 'refused' }))
      }}
    />
  )
}
