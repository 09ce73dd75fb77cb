// The Node-API face of the engine: every function of src/engine/native/addon.ts. Runs on Node's thread, hands work to
// the loop's thread as commands, and hands the loop's reports to one JavaScript callback.

#include <fcntl.h>
#include <node_api.h>
#include <openssl/crypto.h>
#include <openssl/ssl.h>

#include <cerrno>
#include <memory>

#include "closing.h"
#include "handshake.h"
#include "loop.h"
#include "relay.h"
#include "values.h"

namespace attls {
namespace {

/** One per JavaScript environment: the main thread has one, and each worker thread that loads the engine. */
class Instance {
 public:
  std::unique_ptr<Loop> loop;
  /** Node frees it after the hook below has ended the thread that calls it. */
  napi_threadsafe_function reported = nullptr;
};

Instance& Own(napi_env env) {
  void* data = nullptr;
  napi_get_instance_data(env, &data);
  return *static_cast<Instance*>(data);
}

/** A context is shared by JavaScript, which holds it as an External, and by every handshake on its way. */
using SharedContext = std::shared_ptr<SSL_CTX>;

napi_value Undefined(napi_env env) {
  napi_value value = nullptr;
  napi_get_undefined(env, &value);
  return value;
}

napi_value Number(napi_env env, double number) {
  napi_value value = nullptr;
  napi_create_double(env, number, &value);
  return value;
}

/** On Node's thread: all reports that wait, in their order. */
void Deliver(napi_env env, napi_value callback, void* context, void*) {
  auto* instance = static_cast<Instance*>(context);
  if (env == nullptr || !instance->loop) return;
  for (const Report& report : instance->loop->reports().Take()) {
    napi_handle_scope scope = nullptr;
    napi_open_handle_scope(env, &scope);
    ReportValues made = MakeReport(env, report);
    if (napi_call_function(env, Undefined(env), callback, 3, made.values, nullptr) == napi_pending_exception) {
      napi_value exception = nullptr;
      napi_get_and_clear_last_exception(env, &exception);
      napi_fatal_exception(env, exception);
    }
    napi_close_handle_scope(env, scope);
  }
}

/** open(report): 0, or the errno that keeps the engine from starting. */
napi_value Open(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  Instance& own = Own(env);
  if (own.loop) return Number(env, EALREADY);
  napi_value name = nullptr;
  napi_create_string_utf8(env, "attls", NAPI_AUTO_LENGTH, &name);
  if (napi_create_threadsafe_function(env, arguments[0], nullptr, name, 0, 1, nullptr, nullptr, &own, Deliver,
                                      &own.reported) != napi_ok)
    return Number(env, ENOMEM);
  // Hooks run in the reverse order: the thread ends before the function that it calls.
  napi_add_env_cleanup_hook(env, [](void* data) { static_cast<Instance*>(data)->loop.reset(); }, &own);
  // Only connections keep the process alive: see hold().
  napi_unref_threadsafe_function(env, own.reported);
  own.loop = std::make_unique<Loop>(
      [](void* reported) {
        napi_call_threadsafe_function(static_cast<napi_threadsafe_function>(reported), nullptr,
                                      napi_tsfn_nonblocking);
      },
      own.reported);
  const int error = own.loop->Start();
  if (error != 0) own.loop.reset();
  return Number(env, error);
}

/** hold(is): whether there are sides, for which the process is to stay alive. */
napi_value Hold(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  if (arguments.Flag(0))
    napi_ref_threadsafe_function(env, Own(env).reported);
  else
    napi_unref_threadsafe_function(env, Own(env).reported);
  return Undefined(env);
}

/** createContext(settings): an External, or { library, reason }. */
napi_value CreateContext(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  TlsError error;
  ContextPtr made = MakeContext(ReadSettings(env, arguments[0]), error);
  if (!made) {
    napi_value refused = MakeObject(env);
    Set(env, refused, "library", error.library);
    Set(env, refused, "reason", error.reason);
    return refused;
  }
  auto shared = std::make_unique<SharedContext>(std::move(made));
  napi_value external = nullptr;
  const auto release = [](napi_env, void* data, void*) { delete static_cast<SharedContext*>(data); };
  if (napi_create_external(env, shared.get(), release, nullptr, &external) != napi_ok) return Undefined(env);
  // Node's from here on.
  (void)shared.release();
  return external;
}

/** adopt(id, fd, counters, slot, head): the descriptor is duplicated. 0 or errno. */
napi_value Adopt(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  UniqueFd fd(fcntl(static_cast<int>(arguments.Number(1)), F_DUPFD_CLOEXEC, 3));
  if (!fd) return Number(env, errno);
  void* memory = nullptr;
  size_t length = 0;
  if (napi_get_typedarray_info(env, arguments[2], nullptr, &length, &memory, nullptr, nullptr) != napi_ok)
    return Number(env, EINVAL);
  const auto slot = static_cast<size_t>(arguments.Number(3));
  if (slot + 3 > length) return Number(env, EINVAL);
  const double id = arguments.Number(0);
  auto side =
      std::make_unique<Side>(id, std::move(fd), SharedCounters(static_cast<double*>(memory) + slot));
  const std::string head = arguments.Bytes(4);
  side->inbox().Append(reinterpret_cast<const uint8_t*>(head.data()), head.size());
  // A side the kernel cannot watch is not found by the next command, which says so.
  Own(env).loop->Post([side = std::move(side)](Loop& loop) mutable { loop.Add(std::move(side)); });
  return Number(env, 0);
}

struct SecureOrder {
  double id;
  SharedContext context;
  bool is_client;
  HandshakeLimits limits;
  std::string server_name;
  std::string session;

  void operator()(Loop& loop) {
    Side* side = loop.Find(id);
    const auto fail = [&](int error) {
      loop.reports().Add(id, HandshakeFailed{HandshakeEnd::kReset, {}, error, {}, {}});
    };
    if (side == nullptr) return fail(EBADF);
    // A caller's mistake; the work that goes on keeps the side.
    if (side->work || side->tls) return fail(EBUSY);
    side->tls = TlsSession::Create(context.get(), is_client, server_name, session,
                                   [&reports = loop.reports(), id = id](std::string der) {
                                     reports.Add(id, SessionReport{std::move(der)});
                                   });
    if (!side->tls) {
      loop.Remove(*side);
      return fail(ENOMEM);
    }
    const auto handshake = std::make_shared<Handshake>(*side, limits);
    side->work = handshake;
    handshake->Begin(loop);
  }
};

/** secure(id, context, isClient, firstByteMs, finishMs, serverName, session) */
napi_value Secure(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  void* context = nullptr;
  if (napi_get_value_external(env, arguments[1], &context) != napi_ok) return Undefined(env);
  Own(env).loop->Post(SecureOrder{arguments.Number(0), *static_cast<SharedContext*>(context), arguments.Flag(2),
                                  {static_cast<int64_t>(arguments.Number(3)),
                                   static_cast<int64_t>(arguments.Number(4))},
                                  arguments.Text(5), arguments.Bytes(6)});
  return Undefined(env);
}

/** decide(id, accept, alert): the answer to a peer that was reported in its handshake. */
napi_value Decide(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  const double id = arguments.Number(0);
  const bool accept = arguments.Flag(1);
  const int alert = static_cast<int>(arguments.Number(2));
  Own(env).loop->Post([id, accept, alert](Loop& loop) {
    Side* side = loop.Find(id);
    if (side == nullptr || !side->work) return;
    // The work is kept while it runs: it may end itself.
    const std::shared_ptr<Work> work = side->work;
    work->Decide(loop, accept, alert);
  });
  return Undefined(env);
}

/** relay(a, b, idleMs) */
napi_value StartRelay(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  const double first = arguments.Number(0);
  const double second = arguments.Number(1);
  const auto idle = static_cast<int64_t>(arguments.Number(2));
  Own(env).loop->Post([first, second, idle](Loop& loop) {
    Side* a = loop.Find(first);
    Side* b = loop.Find(second);
    if (a == nullptr || b == nullptr || a == b || a->work || b->work) {
      for (Side* side : {a, b})
        if (side != nullptr && !side->work) loop.Remove(*side);
      loop.reports().Add(first, RelayEnded{RelayEnd::kReset, a == nullptr ? 0 : 1, {}, EBADF, {}});
      return;
    }
    const auto relay = std::make_shared<Relay>(*a, *b, idle);
    a->work = relay;
    b->work = relay;
    relay->Begin(loop);
  });
  return Undefined(env);
}

/** abort(id): what is being done with the side is given up, with a reset. */
napi_value Abort(napi_env env, napi_callback_info info) {
  const double id = Arguments(env, info).Number(0);
  Own(env).loop->Post([id](Loop& loop) {
    Side* side = loop.Find(id);
    if (side == nullptr || !side->work) return;
    const std::shared_ptr<Work> work = side->work;
    work->Abort(loop);
  });
  return Undefined(env);
}

/** close(id, isOrderly): a side that nothing is being done with. SideClosed is reported when it is. */
napi_value Close(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  const double id = arguments.Number(0);
  const bool is_orderly = arguments.Flag(1);
  Own(env).loop->Post([id, is_orderly](Loop& loop) {
    Side* side = loop.Find(id);
    if (side != nullptr && !side->work && is_orderly)
      return Closing::Begin(loop, *side, Closing::Last::kCloseNotify);
    if (side != nullptr && side->work) {
      const std::shared_ptr<Work> work = side->work;
      return work->Abort(loop);
    }
    if (side != nullptr) loop.Remove(*side);
    loop.reports().Add(id, SideClosed{});
  });
  return Undefined(env);
}

}  // namespace

napi_value Init(napi_env env, napi_value exports) {
  // Within a major version OpenSSL keeps its binary interface; over its border nothing may be assumed.
  if (OPENSSL_version_major() != OPENSSL_VERSION_MAJOR) {
    napi_throw_error(env, nullptr, "the native engine was built for another major version of OpenSSL");
    return nullptr;
  }
  auto instance = std::make_unique<Instance>();
  const auto release = [](napi_env, void* data, void*) { delete static_cast<Instance*>(data); };
  if (napi_set_instance_data(env, instance.get(), release, nullptr) != napi_ok) return nullptr;
  (void)instance.release();
  const struct {
    const char* name;
    napi_callback call;
  } functions[] = {
      {"open", Open},     {"hold", Hold},     {"createContext", CreateContext}, {"adopt", Adopt},
      {"secure", Secure}, {"decide", Decide}, {"relay", StartRelay},            {"abort", Abort},
      {"close", Close},
  };
  for (const auto& [name, call] : functions) {
    napi_value function = nullptr;
    napi_create_function(env, name, NAPI_AUTO_LENGTH, call, nullptr, &function);
    napi_set_named_property(env, exports, name, function);
  }
  return exports;
}

}  // namespace attls

NAPI_MODULE(attls, attls::Init)
