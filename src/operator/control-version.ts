// Version of the operator socket's protocol, apart from its schema: workers speak a line of it and need no more.

export const CONTROL_VERSION = 1
