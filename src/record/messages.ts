// The message catalogue: every text that an operator sees in the log, each with its layout, destination, cause and
// action. Layouts of EZ... messages are those of messages.md; ATL... messages are ours. docs/messages.md is generated
// from this table. To add a message, add a row: its fields are the slots of its text (message.ts).

import { defineMessage, type MessageDefinition } from './message.ts'

const AT_TLS = { to: 'syslog', traced: true } as const
const PAGENT = { to: 'console', level: 'info' } as const
const OWN = { to: 'syslog' } as const

/** One row per message, under its id. */
export const messages = {
  // AT-TLS, per connection: decided by Trace bits.
  EZD1281I: defineMessage({
    ...AT_TLS,
    id: 'EZD1281I',
    level: 'info',
    text: 'TTLS Map   CONNID: {connid:id} LOCAL: {local:socket} REMOTE: {remote:socket} JOBNAME: {jobname} USERID: {userid} TYPE: {type:direction} STATUS: {status:status} RULE: {rule} ACTIONS: {actions:actions}',
    cause: 'A connection was mapped to a rule (Trace 4). Nothing is written for a connection without a rule.',
    action: 'None. The connection number leads to every later message of the connection.',
  }),
  EZD1282I: defineMessage({
    ...AT_TLS,
    id: 'EZD1282I',
    level: 'debug',
    text: 'TTLS Start GRPID: {grpid:id} ENVID: {envid:id} CONNID: {connid:id} {event:event} ACTIONS: {actions:actions}{data:data}',
    cause:
      'An event began (Trace 8 or 16). A number of zeros means that the event is not tied to one environment or connection.',
    action: 'None.',
  }),
  EZD1283I: defineMessage({
    ...AT_TLS,
    id: 'EZD1283I',
    level: 'info',
    text: 'TTLS Event GRPID: {grpid:id} ENVID: {envid:id} CONNID: {connid:id} RC: {rc:number} {event:event}{connectionHandle:data}{environmentHandle:data}{protocol:data}{cipher:data}',
    cause:
      'An event ended (Trace 8; a good initial handshake also with Trace 4). The cipher number is the hexadecimal form of its EBCDIC characters: F0F0F3F5 is 0035.',
    action: 'Return code 0 is good. Otherwise look the code up with "attls help CODE".',
  }),
  EZD1284I: defineMessage({
    ...AT_TLS,
    id: 'EZD1284I',
    level: 'debug',
    text: 'TTLS Flow   GRPID: {grpid:id} ENVID: {envid:id} CONNID: {connid:id}   RC: {rc:rc3} {action} {subject} -{data:data}',
    cause: 'A TLS setting was made or read, or a TLS call was done (Trace 16).',
    action: 'None; for diagnosis.',
  }),
  EZD1285I: defineMessage({
    ...AT_TLS,
    id: 'EZD1285I',
    level: 'debug',
    text: 'TTLS Data  CONNID: {connid:id} {flow} CIPHER {bytes}',
    cause:
      'A TLS record was sent or received (Trace 32). Of application data only the record header is shown.',
    action: 'None; for diagnosis.',
  }),
  EZD1286I: defineMessage({
    ...AT_TLS,
    id: 'EZD1286I',
    level: 'error',
    text: 'TTLS Error GRPID: {grpid:id} ENVID: {envid:id} CONNID: {connid:id} LOCAL: {local:socket} REMOTE: {remote:socket} JOBNAME: {jobname} USERID: {userid} RULE: {rule} RC: {rc:number} {event:event}{data:data}',
    cause: 'An event of a connection failed (Trace 2). The connection is reset.',
    action: 'Look the return code up with "attls help CODE", and look at the log of the partner as well.',
  }),
  EZD1287I: defineMessage({
    to: 'console',
    traced: true,
    id: 'EZD1287I',
    level: 'error',
    text: 'TTLS Error RC: {rc:rc4} {event:event}\n  LOCAL: {local:socket}\n  REMOTE: {remote:socket}\n  JOBNAME: {jobname} RULE: {rule}\n  USERID: {userid} GRPID: {grpid:id} ENVID: {envid:id} CONNID: {connid:id}',
    cause: 'An event of a connection failed (Trace 1). The connection is reset.',
    action: 'As for EZD1286I.',
  }),
  EZD1288I: defineMessage({
    to: 'console',
    id: 'EZD1288I',
    level: 'error',
    text: 'FIPS140 IS REQUIRED FOR AT-TLS GROUP {group} BUT IS NOT AVAILABLE',
    cause: 'A group says FIPS140 On and the TLS library cannot run in FIPS mode (the wording is ours).',
    action: 'Install the FIPS provider of OpenSSL, or take FIPS140 out of the group action.',
  }),
  EZD2052I: defineMessage({
    ...AT_TLS,
    id: 'EZD2052I',
    level: 'error',
    text: 'TTLS Certificate Diagnostics GRPID: {grpid:id} ENVID: {envid:id} CONNID: {connid:id} SSLRetCode= {rc:number} CMSRetCode= {cmsReturnCode:cms} Description= {description} SubjectDN= <{subject}> IssuerDN= <{issuer}> SerialNumber= {serialNumber} CertificateSource= {certificateSource} TrustedSource= {trustedSource}',
    cause: 'The certificate of the partner was refused (Trace 2).',
    action:
      'The description says which check failed; connect the issuer to the key ring, or have the partner renew its certificate.',
  }),
  EZD2053I: defineMessage({
    ...AT_TLS,
    id: 'EZD2053I',
    level: 'debug',
    text: 'TTLS Certificate Diagnostics Details GRPID: {grpid:id} ENVID: {envid:id} CONNID: {connid:id} Certificate= {number:number} of {count:number} FailingCert= {failing:flag} SubjectDN= <{subject}> IssuerDN= <{issuer}> SerialNumber= {serialNumber} CertificateSource= {certificateSource}',
    cause: 'One certificate of the chain that the partner sent and that was refused (Trace 8).',
    action: 'See EZD2052I.',
  }),
  EZD2054I: defineMessage({
    ...AT_TLS,
    id: 'EZD2054I',
    level: 'debug',
    text: 'TTLS Certificate Diagnostics Data Sources GRPID: {grpid:id} ENVID: {envid:id} CONNID: {connid:id} Count= {count:number} {sources}',
    cause: 'Where certificates were looked for when the partner was refused (Trace 8).',
    action: 'See EZD2052I.',
  }),

  // Policy Agent.
  EZZ8431I: defineMessage({
    ...PAGENT,
    id: 'EZZ8431I',
    text: 'PAGENT STARTING',
    cause: 'The policy agent starts.',
    action: 'None.',
  }),
  EZZ8432I: defineMessage({
    ...PAGENT,
    id: 'EZZ8432I',
    text: 'PAGENT INITIALIZATION COMPLETE',
    cause: 'The policy agent has started.',
    action: 'None.',
  }),
  EZZ8433I: defineMessage({
    ...PAGENT,
    id: 'EZZ8433I',
    text: 'PAGENT SHUTDOWN COMPLETE',
    cause: 'The policy agent was stopped.',
    action: 'None.',
  }),
  EZZ8434I: defineMessage({
    ...PAGENT,
    id: 'EZZ8434I',
    level: 'error',
    text: 'PAGENT EXITING ABNORMALLY',
    cause: 'The policy agent cannot start or go on; the message before this one says why.',
    action: 'Mend what the message before names and start again.',
  }),
  EZZ8438I: defineMessage({
    ...PAGENT,
    id: 'EZZ8438I',
    level: 'error',
    text: 'PAGENT POLICY DEFINITIONS CONTAIN ERRORS FOR {tcpImage}: {type}',
    cause: 'The policy file has errors. Nothing new is installed; the policy in force stays.',
    action: 'Run "attls check" on the file.',
  }),
  EZZ8443I: defineMessage({
    ...PAGENT,
    id: 'EZZ8443I',
    text: 'PAGENT MODIFY COMMAND ACCEPTED',
    cause: 'Reply to a good MODIFY command.',
    action: 'None.',
  }),
  EZZ8771I: defineMessage({
    ...PAGENT,
    id: 'EZZ8771I',
    text: 'PAGENT CONFIG POLICY PROCESSING COMPLETE FOR {tcpImage}: {type}',
    cause: 'The local policy files of this type were processed and the active policies installed.',
    action: 'None.',
  }),
  EZZ8773I: defineMessage({
    ...PAGENT,
    id: 'EZZ8773I',
    text: 'PAGENT POLICIES PURGED FOR {tcpImage}: {type}',
    cause: 'Policies were removed because the TcpImage statement says PURGE.',
    action: 'None.',
  }),
  EZZ8779I: defineMessage({
    ...PAGENT,
    id: 'EZZ8779I',
    level: 'error',
    text: 'PAGENT TCPIMAGE/PEPINSTANCE STATEMENTS CONTAIN ERRORS',
    cause: 'A TcpImage line of the main configuration file is wrong; its stack gets no policy.',
    action: 'Correct the line and refresh.',
  }),
  EZD1579I: defineMessage({
    ...PAGENT,
    id: 'EZD1579I',
    text: 'PAGENT POLICIES ARE NOT ENABLED FOR {tcpImage}: {type}',
    cause:
      'The stack has AT-TLS switched off (ttls: false). The policy is read and installed, but not enforced.',
    action: 'Set ttls: true in the configuration if connections are to be secured.',
  }),
  EZD1586I: defineMessage({
    ...PAGENT,
    id: 'EZD1586I',
    text: 'PAGENT HAS INSTALLED ALL LOCAL POLICIES FOR {tcpImage}',
    cause: 'The last line of a good start or refresh.',
    action: 'None.',
  }),

  // The stack around TTLS, and VARY TCPIP,,OBEY.
  EZZ4248E: defineMessage({
    to: 'console',
    id: 'EZZ4248E',
    level: 'warn',
    text: '{tcpName} WAITING FOR PAGENT TTLS POLICY',
    cause: 'AT-TLS is on and no policy is installed yet. New connections meet what beforePolicy says.',
    action: 'See why the policy agent has not installed a policy.',
  }),
  EZZ4249I: defineMessage({
    to: 'console',
    id: 'EZZ4249I',
    level: 'warn',
    text: '{jobname} INSTALLED TTLS POLICY HAS NO RULES',
    cause: 'The installed policy has no rule; nothing will be secured.',
    action: 'Check that the right policy file is configured.',
  }),
  EZZ4250I: defineMessage({
    to: 'console',
    id: 'EZZ4250I',
    level: 'info',
    text: 'AT-TLS SERVICES ARE AVAILABLE FOR {jobname}',
    cause: 'A policy is installed and the services are up.',
    action: 'None.',
  }),
  EZZ0060I: defineMessage({
    to: 'console',
    id: 'EZZ0060I',
    level: 'info',
    text: 'PROCESSING COMMAND: {command}',
    cause: 'A VARY TCPIP command is being done.',
    action: 'None.',
  }),
  EZZ0300I: defineMessage({
    to: 'console',
    id: 'EZZ0300I',
    level: 'info',
    text: "OPENED OBEYFILE FILE '{dataset}'",
    cause: 'The file of a VARY TCPIP,,OBEY command was opened.',
    action: 'None.',
  }),
  EZZ0309I: defineMessage({
    to: 'console',
    id: 'EZZ0309I',
    level: 'info',
    text: "PROFILE PROCESSING BEGINNING FOR '{dataset}'",
    cause: 'The statements of the file are being done.',
    action: 'None.',
  }),
  EZZ0316I: defineMessage({
    to: 'console',
    id: 'EZZ0316I',
    level: 'info',
    text: "PROFILE PROCESSING COMPLETE FOR FILE '{dataset}'",
    cause: 'All statements of the file were done.',
    action: 'None.',
  }),
  EZZ0053I: defineMessage({
    to: 'console',
    id: 'EZZ0053I',
    level: 'info',
    text: 'COMMAND {command} COMPLETED SUCCESSFULLY',
    cause: 'The VARY TCPIP command is done.',
    action: 'None.',
  }),
  EZZ0059I: defineMessage({
    to: 'console',
    id: 'EZZ0059I',
    level: 'error',
    text: '{command} COMMAND FAILED: SEE PREVIOUS MESSAGES',
    cause: 'The VARY TCPIP command was not done.',
    action: 'See the message before this one.',
  }),

  // Displays.
  EZAOP50I: defineMessage({
    to: 'console',
    id: 'EZAOP50I',
    level: 'info',
    text: 'TCPIP STATUS REPORT',
    cause: 'Reply to D TCPIP; the lines after this one name the stacks.',
    action: 'None.',
  }),
  EZAOP41I: defineMessage({
    to: 'console',
    id: 'EZAOP41I',
    level: 'info',
    text: "'DISPLAY TCPIP' COMMAND COMPLETED SUCCESSFULLY",
    cause: 'The D TCPIP command is done.',
    action: 'None.',
  }),
  EZD0101I: defineMessage({
    to: 'console',
    id: 'EZD0101I',
    level: 'info',
    text: 'NETSTAT {release} {tcpName}',
    cause: 'First line of a Netstat report on the console; the last one is END OF THE REPORT.',
    action: 'None.',
  }),

  // Ours: connections and the log.
  ATL0001I: defineMessage({
    ...OWN,
    id: 'ATL0001I',
    level: 'info',
    text: 'TTLS End   CONNID: {connid:id} LOCAL: {local:socket} REMOTE: {remote:socket} JOBNAME: {jobname} USERID: {userid} TYPE: {type:direction} STATUS: {status} RULE: {rule:name} ACTIONS: {actions:name} END: {end} SIDE: {side:name} RC: {rc:count} FROMLOCAL: {bytesFromLocal:number} FROMREMOTE: {bytesFromRemote:number} SECONDS: {durationMs:duration} HANDSHAKE: {handshakeMs:duration} ROLE: {role:name} PROTOCOL: {protocol:name} CIPHER: {cipherCode:name} {cipher:name} GROUP: {group:name} RESUMED: {resumed:flag} PEER: <{peerSubject:name}> GENERATION: {generation:count}{reason:data}',
    cause:
      'The connection record: one for every connection, at its end. END is one of complete, truncated, reset, tls-error, idle, aborted, drained, dropped, handshake-failed, refused, dial-failed, internal.',
    action:
      'None for END: complete. Otherwise the last words say what happened; SIDE says on which side (local is the program, remote its partner).',
  }),
  ATL0002W: defineMessage({
    ...OWN,
    id: 'ATL0002W',
    level: 'warn',
    text: '{count:number} LOG LINES WERE LOST',
    cause:
      'The log destination was slower than the records, or away; lines were dropped so that connections need not wait.',
    action: 'Look at the reader of the log; a file or a local collector does not lose lines.',
  }),
  ATL0003E: defineMessage({
    ...OWN,
    id: 'ATL0003E',
    level: 'error',
    text: 'CONNECTION {connid:id} ENDED BY AN INTERNAL ERROR: {error}',
    cause: 'A fault in attls ended this connection; others go on.',
    action: 'Report it with this line.',
  }),
  ATL0004W: defineMessage({
    ...OWN,
    id: 'ATL0004W',
    level: 'warn',
    text: 'NEW CONNECTIONS ARE REFUSED: {reason}',
    cause: 'A limit of the configuration is reached, or no policy is installed yet.',
    action: 'Raise the limit, or see why no policy is installed.',
  }),

  // Ours: life of the agent, its workers and listeners.
  ATL0010I: defineMessage({
    ...OWN,
    id: 'ATL0010I',
    level: 'info',
    text: 'LISTENING {direction} ON {listen} FOR {connect}',
    cause: 'An explicit listener was opened.',
    action: 'None.',
  }),
  ATL0012E: defineMessage({
    ...OWN,
    id: 'ATL0012E',
    level: 'error',
    text: 'A NEW WORKER CANNOT OPEN A LISTENER: {error}',
    cause: 'The address is in use, is not of this host, or needs a privilege.',
    action: 'Free or change the address in the configuration.',
  }),
  ATL0013W: defineMessage({
    ...OWN,
    id: 'ATL0013W',
    level: 'warn',
    text: 'LISTENER {listen} CANNOT ACCEPT: {error}',
    cause: 'A connection could not be accepted; mostly the limit of open files.',
    action: 'Raise the limit of open files.',
  }),
  ATL0014I: defineMessage({
    ...OWN,
    id: 'ATL0014I',
    level: 'info',
    text: 'METRICS AND STATUS ON {url}/metrics AND {url}/status',
    cause: 'The HTTP listener is open.',
    action: 'None.',
  }),
  ATL0020I: defineMessage({
    ...OWN,
    id: 'ATL0020I',
    level: 'info',
    text: 'ATTLS {version} READY ON {tcpImage}: {listeners:number} LISTENERS, {rules:number} RULES, {workers:number} WORKERS',
    cause: 'Start-up is done.',
    action: 'None.',
  }),
  ATL0021E: defineMessage({
    ...OWN,
    id: 'ATL0021E',
    level: 'error',
    text: 'START FAILED: {reason}',
    cause: 'Something that start-up needs is missing or wrong. Nothing was left half started.',
    action: 'Mend what the line names and start again.',
  }),
  ATL0022I: defineMessage({
    ...OWN,
    id: 'ATL0022I',
    level: 'info',
    text: 'DRAINING {connections:number} CONNECTIONS AFTER {signal}',
    cause: 'A stop was asked for. No new connection is taken; live ones may end.',
    action: 'Give the signal again to stop at once.',
  }),
  ATL0023I: defineMessage({
    ...OWN,
    id: 'ATL0023I',
    level: 'info',
    text: 'STOPPED, {connections:number} CONNECTIONS CUT',
    cause: 'The process ends.',
    action: 'None.',
  }),
  ATL0024I: defineMessage({
    ...OWN,
    id: 'ATL0024I',
    level: 'info',
    text: 'STATUS {status}',
    cause: 'SIGUSR2 asked for the status.',
    action: 'None.',
  }),
  ATL0030I: defineMessage({
    ...OWN,
    id: 'ATL0030I',
    level: 'info',
    text: 'WORKER {worker:number} STARTED AS PROCESS {process:number}',
    cause: 'A stack worker runs.',
    action: 'None.',
  }),
  ATL0031E: defineMessage({
    ...OWN,
    id: 'ATL0031E',
    level: 'error',
    text: 'WORKER {worker:number} (PROCESS {process:number}) ENDED: {reason}',
    cause: 'A stack worker died with its connections; another takes its place.',
    action: 'If it happens again, report it with the lines before.',
  }),
  ATL0032W: defineMessage({
    ...OWN,
    id: 'ATL0032W',
    level: 'warn',
    text: 'AGENT IS GONE, WORKER {process:number} KEEPS {connections:number} CONNECTIONS',
    cause: 'The agent died. The worker takes no new connection and relays what it has.',
    action: 'Start attls again; it takes the same ports.',
  }),

  // Ours: policy, key rings, certificates.
  ATL0040I: defineMessage({
    ...OWN,
    id: 'ATL0040I',
    level: 'info',
    text: 'POLICY GENERATION {generation:number} INSTALLED FROM {file}: {rules:number} RULES',
    cause: 'A policy was installed for new connections; live ones keep their mapping.',
    action: 'None.',
  }),
  ATL0041I: defineMessage({
    ...OWN,
    id: 'ATL0041I',
    level: 'info',
    text: 'POLICY {file} IS UNCHANGED, GENERATION {generation:number} STAYS',
    cause: 'A refresh found nothing new.',
    action: 'None.',
  }),
  ATL0042E: defineMessage({
    ...OWN,
    id: 'ATL0042E',
    level: 'error',
    text: 'POLICY {file} REFUSED WITH {errors:number} ERRORS, GENERATION {generation:number} STAYS IN FORCE',
    cause: 'A refresh found errors; the lines after this one name them.',
    action: 'Run "attls check" on the file.',
  }),
  ATL0043W: defineMessage({
    ...OWN,
    id: 'ATL0043W',
    level: 'warn',
    text: '{finding}',
    cause: 'A warning about the policy or the configuration, with its place.',
    action: 'Look the code up with "attls help CODE".',
  }),
  ATL0044E: defineMessage({
    ...OWN,
    id: 'ATL0044E',
    level: 'error',
    text: '{finding}',
    cause: 'An error in the policy or the configuration, with its place.',
    action: 'Look the code up with "attls help CODE".',
  }),
  ATL0050E: defineMessage({
    ...OWN,
    id: 'ATL0050E',
    level: 'error',
    text: 'KEY RING {ring} FOR {userid} CANNOT BE USED BY {environment}, RC {rc:number}: {error}',
    cause: 'Connections of this environment action will fail with the return code.',
    action: 'Mend the key ring ("attls ring verify") and refresh.',
  }),
  ATL0051W: defineMessage({
    ...OWN,
    id: 'ATL0051W',
    level: 'warn',
    text: 'CERTIFICATE {label} ON KEY RING {ring} EXPIRES {expires}',
    cause: 'A certificate in use has expired or will expire soon.',
    action: 'Renew it.',
  }),
  ATL0052W: defineMessage({
    ...OWN,
    id: 'ATL0052W',
    level: 'warn',
    text: 'KEY RING {ring} CHANGED AND CANNOT BE USED, THE OLD ONE STAYS: {error}',
    cause: 'A replacement on disk is broken or half written.',
    action: 'Put a good one in its place.',
  }),
  ATL0053I: defineMessage({
    ...OWN,
    id: 'ATL0053I',
    level: 'info',
    text: 'KEY RING {ring} CHANGED, NEW HANDSHAKES USE IT',
    cause: 'A key ring was replaced.',
    action: 'None.',
  }),
  ATL0060W: defineMessage({
    ...OWN,
    id: 'ATL0060W',
    level: 'warn',
    text: 'OPERATOR COMMAND REFUSED FOR {userid}: {reason}',
    cause: 'The command is unknown, or the user may not give it.',
    action: 'See "attls console" for the commands.',
  }),
  ATL0061I: defineMessage({
    to: 'console',
    id: 'ATL0061I',
    level: 'info',
    text: 'COMMAND BY {userid}: {command}',
    cause: 'An operator command came in.',
    action: 'None.',
  }),
  ATL0062I: defineMessage({
    to: 'console',
    id: 'ATL0062I',
    level: 'info',
    text: 'PAGENT LOGLEVEL {logLevel:number} DEBUG {debug:number} CONFIGURATION {configuration} GENERATION {generation:number}',
    cause: 'Reply to F PAGENT,QUERY and to a change of a level.',
    action: 'None.',
  }),
  ATL0063I: defineMessage({
    to: 'console',
    id: 'ATL0063I',
    level: 'info',
    text: 'PAGENT MEMORY IN BYTES: RESIDENT {rss:number} HEAP {heapUsed:number} OF {heapTotal:number} EXTERNAL {external:number}',
    cause: 'Reply to F PAGENT,MEMTRC: memory of the agent process, not of the workers.',
    action: 'None.',
  }),
  ATL0064E: defineMessage({
    to: 'console',
    id: 'ATL0064E',
    level: 'error',
    text: "OBEYFILE FILE '{dataset}' CANNOT BE USED: {error}",
    cause: 'The file of a VARY TCPIP,,OBEY command cannot be read or is no profile. Nothing was changed.',
    action: 'Name a file with TCPCONFIG TTLS or TCPCONFIG NOTTLS; a data set needs an entry under datasets:.',
  }),
  ATL0065W: defineMessage({
    to: 'console',
    id: 'ATL0065W',
    level: 'warn',
    text: "STATEMENTS IN '{dataset}' ARE NOT FOR ATTLS AND WERE NOT DONE: {statements}",
    cause: 'The file of a VARY TCPIP,,OBEY command has statements besides TCPCONFIG TTLS and NOTTLS.',
    action: 'None, if the file is shared with z/OS.',
  }),
  ATL0066E: defineMessage({
    to: 'console',
    id: 'ATL0066E',
    level: 'error',
    text: 'THERE IS NO CONNECTION {connid:id}',
    cause: 'The connection that VARY TCPIP,,DROP names has ended, or never was.',
    action: 'See D TCPIP,,NETSTAT,CONN for the numbers.',
  }),
  ATL0070I: defineMessage({
    ...OWN,
    id: 'ATL0070I',
    level: 'info',
    text: '{line}',
    cause:
      'A line of the policy agent that has no id on z/OS. LogLevel 32 shows what statements resolve to, 64 files and environment, 256 every statement.',
    action: 'None. F PAGENT,LOGLEVEL,LEVEL=31 stops these lines.',
  }),
} as const

/** What the connection record tells. */
export type ConnectionRecordFields = Parameters<typeof messages.ATL0001I.render>[0]

type AnyDefinition = Omit<MessageDefinition, 'render'>

/** All messages in the order of their ids. */
export const CATALOGUE: readonly AnyDefinition[] = Object.values<AnyDefinition>(messages).sort((a, b) =>
  a.id < b.id ? -1 : 1,
)

/** By id, in any case; undefined when attls has no such message. */
export function findMessage(id: string): AnyDefinition | undefined {
  return CATALOGUE.find((message) => message.id === id.toUpperCase())
}
