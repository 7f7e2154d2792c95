import { shallowRef } from 'vue'

/** The question whether it is the person himself, while it is on the screen (App.vue shows it). */
export const question = shallowRef<{ proved: () => void; cancelled: () => void }>()
