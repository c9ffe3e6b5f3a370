// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/config/configkeys.h"

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr int column = 29; // where the words about a flag begin

QString lineOf(const QString &flag, const QString &words)
{
    // A longer flag has a line for itself.
    const QString gap = flag.size() > column - 3 ? u'\n' + QString(column, u' ')
                                                 : QString(column - 2 - flag.size(), u' ');
    return u"  "_s + flag + gap + words + u'\n';
}

} // namespace

QString helpText()
{
    QString text = uR"(Usage: maru-server [COMMAND] [FLAGS]

Commands
  serve                      start the server (default)
  room add NAME [--code]     make a room; --code gives it a class code
  room list                  list the rooms
  room code NAME [--close]   give a room a new class code; --close takes it away
  room archive NAME [--undo] nobody writes in it or enters it any more; --undo opens it again
  user add NAME [--role R]   make a person who joins by a password, which it asks for; R: member
  user list                  list everybody, with roles and bans
  user passwd NAME           give somebody a new password; devices that were signed in join anew
  user role NAME ROLE        owner, admin, member or guest
  user ban NAME [--for TIME] [--reason TEXT] [--undo]
                             cut somebody off, for ever or for a time (30m, 2h, 7d); --undo lifts it
  invite [--admin] [--uses N]
                             print a code that makes N people members or administrators (7 days)
  invite --owner             print the code that makes the first owner, while there is none
  backup FILE                make one verified file of everything; the server may run
  restore FILE               put it in place of what is there, which is kept aside; no server may run
  check [--quick]            look for faults in the store and the files; the server may run
  export FOLDER [--room NAME] [--format json|html]
                             write rooms as JSON lines and as pages for a browser; the server may run
  migrate FROM TO            copy a stopped store between databases, named as in --db, and compare the two;
                             - is the store of the settings, which keeps its password off the command line
  selftest [--kill9 N] [--seed N]
                             kill a server N times under load and check that nothing is lost

Flags of serve (the other commands take --data, --db and --config)
)"_s;
    for (const ConfigKey &key : configKeys()) {
        text += lineOf(u"--%1 %2"_s.arg(key.name, key.argument), key.help);
    }
    text +=
        lineOf(u"--config FILE"_s, u"read the same keys from a file, one \"key = value\" a line"_s);
    text += lineOf(u"--print-config"_s, u"print every setting and who said it, and end"_s);
    return text + uR"(  --help, --version

Every flag is also read from the environment as MARU_<FLAG> (MARU_RATE_LIMIT=off) and from a file .env in the
current directory. Flags win over the environment, it over .env, it over the file of --config, it over the
defaults. An empty variable counts as unset. SIGHUP reads the file and the certificate again, and stops a
server whose terminal was closed.

Exit codes: 0 good stop, 1 a check failed or a command was refused, 2 usage or configuration, 3 store unreadable,
4 not now (port in use, address not there, certificate not yet valid), 70 internal.
)"_s;
}

} // namespace maru::server
