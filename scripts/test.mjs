export async function test() { return 0 }
