// The metrics as programs and dashboards know them.

/** Names and labels are a public interface: this list changes only on purpose. */
export const CONTRACT: { readonly [name: string]: readonly string[] } = {
  attls_connections_total: ['stack', 'direction', 'rule', 'status'],
  attls_active_connections: ['stack', 'direction', 'rule'],
  attls_handshakes_total: ['stack', 'role', 'rule', 'protocol', 'result'],
  attls_handshake_failures_total: ['stack', 'role', 'rule', 'rc'],
  attls_handshake_duration_seconds: ['stack'],
  attls_session_resumptions_total: ['stack', 'role'],
  attls_bytes_total: ['stack', 'direction', 'side'],
  attls_policy_generation: [],
  attls_policy_refreshes_total: ['result'],
  attls_policy_stale_actions: [],
  attls_certificate_expiry_timestamp_seconds: ['ring', 'label'],
  attls_workers: [],
}
