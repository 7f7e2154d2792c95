/** id of the control that holds the value at a JSON pointer: `/form/phone` -> `f-form-phone`. */
export const fieldId = (path: string) => `f${path.replaceAll('/', '-')}`
