// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/serverconfig.h"

using namespace Qt::StringLiterals;

namespace maru::server {

QString helpText()
{
    return uR"(Usage: maru-server [COMMAND] [FLAGS]

Commands
  serve                      start the server (default)
  room add NAME [--code]     make a room; --code gives it a class code
  room list                  list the rooms
  selftest [--kill9 N]       kill a server N times under load and check that nothing is lost

Flags of serve (room takes --data and --db)
  --port N                   0: any free port (default 5000; $PORT)
  --listen ADDRESS           repeatable (default: all addresses)
  --data DIR                 where everything is kept (default: the state directory of the user)
  --db URL                   sqlite:FILE (default: maru.db in DIR; $DB_URL)
  --plain loopback|lan|off   from where connections without TLS are taken (default lan)
  --cert FILE --key FILE     PEM; SIGHUP reads them again (default: a self-made certificate kept in DIR)
  --origin URL               repeatable: web pages that may connect, beside those of the local network
  --trusted-proxy ADDRESS    repeatable: believe its X-Forwarded-For and X-Forwarded-Proto
  --sticky-cookie on|off     tell balancers the session by a cookie (default off)
  --identity open|claimed|password   who may take a name (default claimed)
  --namespaces known|any     any: a namespace without a room makes one (default known)
  --rate-limit on|off        off is for tests and measurements (default on)
  --language ko|en           language of the welcome line (default ko)
  --beacon on|off            let clients in the LAN find this server (default on)
  --help, --version

Every flag is also read from the environment as MARU_<FLAG> (MARU_RATE_LIMIT=off) and from a file .env in the
current directory; flags win over the environment, it wins over the file. An empty variable counts as unset.

Exit codes: 0 good stop, 1 a check failed, 2 usage or configuration, 3 store unreadable, 4 address in use, 70 internal.
)"_s;
}

} // namespace maru::server
