/** Of a guest who confirms at the authority, whatever for. */
export const GUEST_COOKIE = '__Host-trusted'
