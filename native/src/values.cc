#include "values.h"

namespace attls {
namespace {

double ReadNumber(napi_env env, napi_value value) {
  double number = 0;
  napi_get_value_double(env, value, &number);
  return number;
}

bool ReadFlag(napi_env env, napi_value value) {
  bool flag = false;
  napi_get_value_bool(env, value, &flag);
  return flag;
}

std::string ReadText(napi_env env, napi_value value) {
  size_t length = 0;
  if (napi_get_value_string_utf8(env, value, nullptr, 0, &length) != napi_ok) return {};
  std::string text(length, '\0');
  napi_get_value_string_utf8(env, value, text.data(), length + 1, &length);
  return text;
}

std::string ReadBytes(napi_env env, napi_value value) {
  bool is_array = false;
  if (napi_is_typedarray(env, value, &is_array) != napi_ok || !is_array) return {};
  napi_typedarray_type type;
  size_t length = 0;
  void* data = nullptr;
  if (napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr) != napi_ok) return {};
  if (type != napi_uint8_array || length == 0) return {};
  return std::string(static_cast<const char*>(data), length);
}

napi_value Get(napi_env env, napi_value object, const char* name) {
  napi_value value = nullptr;
  if (napi_get_named_property(env, object, name, &value) != napi_ok) napi_get_undefined(env, &value);
  return value;
}

/** Calls `each` with every element of an array. */
template <typename Each>
void ForEach(napi_env env, napi_value array, Each each) {
  uint32_t length = 0;
  if (napi_get_array_length(env, array, &length) != napi_ok) return;
  for (uint32_t index = 0; index < length; index++) {
    napi_value element = nullptr;
    if (napi_get_element(env, array, index, &element) == napi_ok) each(element);
  }
}

std::vector<std::string> ReadTexts(napi_env env, napi_value array) {
  std::vector<std::string> texts;
  ForEach(env, array, [&](napi_value element) { texts.push_back(ReadText(env, element)); });
  return texts;
}

void SetValue(napi_env env, napi_value object, const char* name, napi_value value) {
  napi_set_named_property(env, object, name, value);
}

napi_value MakeBytes(napi_env env, const std::string& bytes) {
  napi_value buffer = nullptr;
  napi_create_buffer_copy(env, bytes.size(), bytes.data(), nullptr, &buffer);
  return buffer;
}

napi_value MakeFacts(napi_env env, const PeerFacts& facts) {
  napi_value object = MakeObject(env);
  Set(env, object, "protocol", facts.protocol);
  Set(env, object, "cipher", facts.cipher);
  Set(env, object, "group", facts.group);
  Set(env, object, "serverName", facts.server_name);
  Set(env, object, "resumed", facts.resumed);
  Set(env, object, "verify", static_cast<double>(facts.verify));
  napi_value chain = nullptr;
  napi_create_array_with_length(env, facts.chain.size(), &chain);
  for (uint32_t index = 0; index < facts.chain.size(); index++)
    napi_set_element(env, chain, index, MakeBytes(env, facts.chain[index]));
  SetValue(env, object, "chain", chain);
  return object;
}

void SetFailure(napi_env env, napi_value object, const TlsError& error, int system_error, const Alerts& alerts) {
  Set(env, object, "library", error.library);
  Set(env, object, "reason", error.reason);
  Set(env, object, "systemError", static_cast<double>(system_error));
  Set(env, object, "alertSent", static_cast<double>(alerts.sent));
  Set(env, object, "alertReceived", static_cast<double>(alerts.received));
}

/** Kinds of reports; numbers shared with src/engine/native/addon.ts. */
struct Detail {
  napi_env env;
  double kind = 0;
  napi_value object = nullptr;

  void operator()(const PeerReport& report) {
    kind = report.in_handshake ? 0 : report.was_asked ? 2 : 1;
    object = MakeFacts(env, report.facts);
  }
  void operator()(const HandshakeFailed& report) {
    kind = 3;
    object = MakeObject(env);
    Set(env, object, "how", static_cast<double>(report.how));
    SetFailure(env, object, report.error, report.system_error, report.alerts);
    SetValue(env, object, "facts", MakeFacts(env, report.facts));
  }
  void operator()(const SessionReport& report) {
    kind = 4;
    object = MakeBytes(env, report.der);
  }
  void operator()(const RelayEnded& report) {
    kind = 5;
    object = MakeObject(env);
    Set(env, object, "how", static_cast<double>(report.how));
    Set(env, object, "side", static_cast<double>(report.side));
    SetFailure(env, object, report.error, report.system_error, report.alerts);
  }
  void operator()(const SideClosed&) {
    kind = 6;
    napi_get_undefined(env, &object);
  }
};

}  // namespace

double Arguments::Number(size_t index) const { return ReadNumber(env_, values_[index]); }
bool Arguments::Flag(size_t index) const { return ReadFlag(env_, values_[index]); }
std::string Arguments::Text(size_t index) const { return ReadText(env_, values_[index]); }
std::string Arguments::Bytes(size_t index) const { return ReadBytes(env_, values_[index]); }

ContextSettings ReadSettings(napi_env env, napi_value object) {
  ContextSettings settings;
  settings.is_client = ReadFlag(env, Get(env, object, "isClient"));
  const std::string demand = ReadText(env, Get(env, object, "peerCertificate"));
  settings.peer_certificate = demand == "none"       ? ContextSettings::PeerCertificate::kNone
                              : demand == "optional" ? ContextSettings::PeerCertificate::kOptional
                                                     : ContextSettings::PeerCertificate::kRequired;
  settings.protocols = ReadTexts(env, Get(env, object, "protocols"));
  settings.ciphers = ReadText(env, Get(env, object, "ciphers"));
  settings.cipher_suites = ReadText(env, Get(env, object, "cipherSuites"));
  settings.groups = ReadText(env, Get(env, object, "groups"));
  settings.signature_algorithms = ReadText(env, Get(env, object, "signatureAlgorithms"));
  settings.security_level = static_cast<int>(ReadNumber(env, Get(env, object, "securityLevel")));
  settings.trust = ReadTexts(env, Get(env, object, "trust"));
  settings.extended_master_secret = ReadFlag(env, Get(env, object, "extendedMasterSecret"));
  settings.session_seconds = static_cast<long>(ReadNumber(env, Get(env, object, "sessionSeconds")));
  settings.ticket_keys = ReadBytes(env, Get(env, object, "ticketKeys"));
  settings.session_context = ReadBytes(env, Get(env, object, "sessionContext"));
  ForEach(env, Get(env, object, "identities"), [&](napi_value element) {
    settings.identities.push_back(
        {ReadTexts(env, Get(env, element, "chain")), ReadText(env, Get(env, element, "privateKey"))});
  });
  return settings;
}

napi_value MakeObject(napi_env env) {
  napi_value object = nullptr;
  napi_create_object(env, &object);
  return object;
}

void Set(napi_env env, napi_value object, const char* name, const std::string& text) {
  napi_value value = nullptr;
  napi_create_string_utf8(env, text.data(), text.size(), &value);
  SetValue(env, object, name, value);
}

void Set(napi_env env, napi_value object, const char* name, double number) {
  napi_value value = nullptr;
  napi_create_double(env, number, &value);
  SetValue(env, object, name, value);
}

void Set(napi_env env, napi_value object, const char* name, bool flag) {
  napi_value value = nullptr;
  napi_get_boolean(env, flag, &value);
  SetValue(env, object, name, value);
}

ReportValues MakeReport(napi_env env, const Report& report) {
  Detail detail{env};
  std::visit(detail, report.what);
  ReportValues made{};
  napi_create_double(env, detail.kind, &made.values[0]);
  napi_create_double(env, report.side, &made.values[1]);
  made.values[2] = detail.object;
  return made;
}

}  // namespace attls
