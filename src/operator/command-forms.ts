// Every operator command in the form in which it is typed, with what it does: help of the prompt, its completion, and
// the sentence that refuses an unknown command.

interface CommandForm {
  readonly form: string
  /** What the operator adds to the form. */
  readonly value?: string
  readonly does: string
}

export const COMMAND_FORMS: readonly CommandForm[] = [
  { form: 'F PAGENT,REFRESH', does: 'read policy and key rings again and install them' },
  { form: 'F PAGENT,REFRESH,KEYSTORE', does: 'open the key rings again' },
  { form: 'F PAGENT,UPDATE', does: 'read again and install what differs' },
  { form: 'F PAGENT,QUERY', does: 'show the levels in force' },
  {
    form: 'F PAGENT,LOGLEVEL,LEVEL=',
    value: 'n',
    does: 'what the policy agent writes to the log: 31, all is 511',
  },
  { form: 'F PAGENT,DEBUG,LEVEL=', value: 'n', does: '1 logs everything, 0 as LOGLEVEL says' },
  { form: 'F PAGENT,MEMTRC', does: 'memory of the agent to the log' },
  {
    form: 'F ATTLS,DROP,PROCESS=',
    value: 'pid',
    does: 'end a worker whose agent has died, or * for all of them',
  },
  { form: 'P PAGENT', does: 'let connections end, then stop attls' },
  { form: 'D TCPIP', does: 'the TCP/IP stacks' },
  { form: 'D TCPIP,,NETSTAT,TTLS', does: 'groups; ,CONN=connid one connection; ,DETAIL the values' },
  { form: 'D TCPIP,,NETSTAT,CONN', does: 'connections; ,CONNT=TTLSP[,CURR|GR=id|STALE] or NOTTLSP or CLEAR' },
  {
    form: 'D TCPIP,,NETSTAT,ALL',
    does: 'everything of each connection; PORT= IPADDR= JOB= USER= RULE= MAX=',
  },
  { form: 'D TCPIP,,NETSTAT,CONFIG', does: 'is AT-TLS on, and by which policy' },
  { form: 'V TCPIP,,OBEY,', value: 'file', does: 'do the TCPCONFIG TTLS or NOTTLS of a file or data set' },
  { form: 'V TCPIP,,DROP,CONN=', value: 'connid', does: 'reset one connection' },
]

/** As a sentence names them: with a word for what is to be added. */
export function commandNames(): readonly string[] {
  return COMMAND_FORMS.map(({ form, value = '' }) => form + value)
}
