// Between JavaScript values and ours. Reading is strict about nothing: our own TypeScript is the only caller, and a
// missing value becomes an empty one; nothing here throws.
#pragma once

#include <node_api.h>

#include <string>
#include <vector>

#include "context.h"
#include "reports.h"

namespace attls {

/** Arguments of a call; absent ones are undefined. */
class Arguments {
 public:
  static constexpr size_t kMost = 8;
  Arguments(napi_env env, napi_callback_info info) : env_(env) {
    size_t count = kMost;
    napi_get_cb_info(env, info, &count, values_, nullptr, nullptr);
  }
  napi_value operator[](size_t index) const { return values_[index]; }
  double Number(size_t index) const;
  bool Flag(size_t index) const;
  std::string Text(size_t index) const;
  /** The bytes of a Uint8Array; empty for undefined. */
  std::string Bytes(size_t index) const;

 private:
  napi_env env_;
  napi_value values_[kMost] = {};
};

ContextSettings ReadSettings(napi_env env, napi_value object);

napi_value MakeObject(napi_env env);
void Set(napi_env env, napi_value object, const char* name, const std::string& text);
void Set(napi_env env, napi_value object, const char* name, double number);
void Set(napi_env env, napi_value object, const char* name, bool flag);

/** The arguments of the one callback: kind, side, detail. */
struct ReportValues {
  napi_value values[3];
};
ReportValues MakeReport(napi_env env, const Report& report);

}  // namespace attls
