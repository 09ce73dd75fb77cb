// Statements of PROFILE.TCPIP in a file for V TCPIP,,OBEY. attls does TCPCONFIG TTLS and NOTTLS; the other statements
// of z/OS are known by name, so that what is not done can be said. Pure.

/** Statements of PROFILE.TCPIP (IP Configuration Reference, "TCP/IP profile and configuration statements"). */
const STATEMENTS = new Set(
  `ARPAGE AUTOLOG BEGINROUTES BEGINVTAM BSDROUTINGPARMS DEFADDRTABLE DELETE DEVICE ENDAUTOLOG ENDROUTES FLOW GATEWAY
   GLOBALCONFIG HOME INCLUDE INTERFACE IPCONFIG IPCONFIG6 IPSEC ITRACE LINK NETACCESS NETMONITOR OSAENTA PKTTRACE
   POLICYAGENT PORT PORTRANGE PRIMARYINTERFACE SACONFIG SMFCONFIG SMFPARMS SOMAXCONN SRCIP START STOP TCPCONFIG
   TELNETPARMS TRANSLATE UDPCONFIG VIPADYNAMIC`.split(/\s+/),
)

export interface ProfileReading {
  /** The last TCPCONFIG TTLS or NOTTLS; undefined when there is neither. */
  readonly ttls: boolean | undefined
  /** Statements, and parameters of TCPCONFIG, that are not done; each once, in file order. */
  readonly ignored: readonly string[]
  /** Words where no statement begins: not a profile. They are not named, the file may be anything. */
  readonly strayWords: number
}

export function readProfile(text: string): ProfileReading {
  const words = text
    .split('\n')
    .flatMap((line) => line.replace(/;.*$/, '').trim().split(/\s+/))
    .filter((word) => word !== '')
  const ignored = new Set<string>()
  let ttls: boolean | undefined
  let strayWords = 0
  let statement: string | undefined
  for (const word of words.map((one) => one.toUpperCase())) {
    if (STATEMENTS.has(word)) {
      statement = word
      if (word !== 'TCPCONFIG') ignored.add(word)
    } else if (statement === undefined) strayWords += 1
    else if (statement === 'TCPCONFIG') {
      if (word === 'TTLS' || word === 'NOTTLS') ttls = word === 'TTLS'
      else ignored.add(PARAMETER.test(word) ? `TCPCONFIG ${word}` : 'TCPCONFIG')
    }
  }
  return { ttls, ignored: [...ignored], strayWords }
}

const PARAMETER = /^[A-Z][A-Z0-9]{1,24}$/
