import { onBeforeUnmount, onMounted } from 'vue'

/** True while a key belongs to what the person is typing in, or to an open dialog. */
function isBusy({ target, ctrlKey, metaKey, altKey, isComposing }: KeyboardEvent) {
  if (ctrlKey || metaKey || altKey || isComposing) return true
  return (
    target instanceof Element && target.closest('input, textarea, select, [role="dialog"], [contenteditable]') !== null
  )
}

/** Single-letter shortcuts of a page, lower case; they rest while somebody types. */
export function useKeys(keys: Readonly<Record<string, () => void>>) {
  const press = (event: KeyboardEvent) => {
    const act = keys[event.key.toLowerCase()]
    if (!act || isBusy(event)) return
    event.preventDefault()
    act()
  }
  onMounted(() => addEventListener('keydown', press))
  onBeforeUnmount(() => removeEventListener('keydown', press))
}
