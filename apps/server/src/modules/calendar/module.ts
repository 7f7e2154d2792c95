export const name = 'calendar'
