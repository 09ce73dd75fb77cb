{
  # The OpenSSL symbols come from the node executable itself; nothing is linked.
  "targets": [
    {
      "target_name": "attls",
      "sources": [
        "src/addon.cc",
        "src/closing.cc",
        "src/context.cc",
        "src/handshake.cc",
        "src/loop.cc",
        "src/relay.cc",
        "src/side.cc",
        "src/sys.cc",
        "src/tls_session.cc",
        "src/values.cc"
      ],
      "variables": { "sanitize%": "", "faults%": "0" },
      "cflags_cc": ["-std=c++17", "-O2", "-Wall", "-Wextra", "-Werror", "-fvisibility=hidden"],
      "conditions": [
        ["sanitize!=''", {
          "cflags_cc": ["-fsanitize=<(sanitize)", "-fno-omit-frame-pointer", "-g", "-O1"],
          "ldflags": ["-fsanitize=<(sanitize)"]
        }],
        ["faults==1", { "defines": ["ATTLS_FAULTS"] }]
      ]
    }
  ]
}
