// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/logging.h"
#include "server/discovery/dnssd.h"

#include <atomic>
#include <avahi-client/client.h>
#include <avahi-client/publish.h>
#include <avahi-common/alternative.h>
#include <avahi-common/error.h>
#include <avahi-common/malloc.h>
#include <avahi-common/simple-watch.h>
#include <avahi-common/strlst.h>
#include <chrono>
#include <future>
#include <thread>
#include <utility>

namespace maru::server {

namespace {

constexpr auto serviceType = "_maru._tcp";
constexpr std::chrono::milliseconds patience(200);
constexpr int maxRenames = 16; // servers of one name in one network

} // namespace

/// The life of the registration, in a thread of its own: Avahi's library asks the daemon and waits,
/// up to half a minute if that hangs.
class DnsSd::Private
{
public:
    Private(const Announcement &announcement, const QList<uint> &interfaceIndices)
        : name(announcement.name.toUtf8())
        , port(announcement.port)
        , fingerprint(announcement.fingerprint.toHex())
        , interfaces(interfaceIndices)
        , poll(avahi_simple_poll_new())
    { }

    ~Private()
    {
        if (poll) {
            avahi_simple_poll_free(poll);
        }
    }

    Private(const Private &) = delete;
    Private &operator=(const Private &) = delete;

    void run()
    {
        if (!poll) {
            return;
        }
        makeClient();
        while (client && !isEnding && avahi_simple_poll_iterate(poll, -1) == 0) { }
        if (client) {
            avahi_client_free(client); // its groups go with it
        }
    }

    /// From any thread.
    void end()
    {
        isEnding = true;
        if (poll) {
            avahi_simple_poll_wakeup(poll);
        }
    }

    std::future<void> ended;

private:
    void makeClient()
    {
        int error = 0;
        // NO_FAIL: a daemon that is not there yet is waited for.
        client = avahi_client_new(
            avahi_simple_poll_get(poll), AVAHI_CLIENT_NO_FAIL,
            [](AvahiClient *made, AvahiClientState state, void *self) {
                static_cast<Private *>(self)->onClientState(made, state);
            },
            this, &error);
        // No bus, no Avahi: most containers, and nothing to tell anybody.
        if (!client && error != AVAHI_ERR_NO_DAEMON && error != AVAHI_ERR_DBUS_ERROR) {
            say("no DNS-SD", error);
        }
    }

    void onClientState(AvahiClient *made, AvahiClientState state)
    {
        client = made; // the first call comes before avahi_client_new() has returned
        switch (state) {
        case AVAHI_CLIENT_S_RUNNING:
            publish();
            break;
        case AVAHI_CLIENT_S_COLLISION:
        case AVAHI_CLIENT_S_REGISTERING:
            if (group) {
                avahi_entry_group_reset(group); // the host gets another name
            }
            break;
        case AVAHI_CLIENT_CONNECTING:
            dropGroup();
            break;
        case AVAHI_CLIENT_FAILURE:
            dropGroup();
            if (avahi_client_errno(client) == AVAHI_ERR_DISCONNECTED) {
                avahi_client_free(client);
                client = nullptr;
                makeClient(); // the daemon was stopped: waits for the next one
            } else {
                say("DNS-SD ended", avahi_client_errno(client));
            }
            break;
        }
    }

    void dropGroup()
    {
        if (group) {
            avahi_entry_group_free(group);
            group = nullptr;
        }
    }

    void publish()
    {
        if (!group) {
            group = avahi_entry_group_new(
                client,
                [](AvahiEntryGroup *made, AvahiEntryGroupState state, void *self) {
                    auto *const me = static_cast<Private *>(self);
                    me->group = made;
                    me->onGroupState(state);
                },
                this);
        }
        if (!group) {
            say("no DNS-SD", avahi_client_errno(client));
            return;
        }
        if (!avahi_entry_group_is_empty(group)) {
            return;
        }
        int result = add();
        while (result == AVAHI_ERR_COLLISION && rename()) {
            avahi_entry_group_reset(group);
            result = add();
        }
        if (result == AVAHI_OK) {
            result = avahi_entry_group_commit(group);
        }
        if (result != AVAHI_OK) {
            say("no DNS-SD", result);
        }
    }

    [[nodiscard]] int add()
    {
        AvahiStringList *txt = avahi_string_list_new("v=1", nullptr);
        if (!fingerprint.isEmpty()) {
            txt = avahi_string_list_add(txt, "tls=1");
            txt = avahi_string_list_add_pair(txt, "fp", fingerprint.constData());
        }
        int result = AVAHI_OK;
        const auto addTo = [&](AvahiIfIndex interface) {
            if (result == AVAHI_OK) {
                result = avahi_entry_group_add_service_strlst(
                    group, interface, AVAHI_PROTO_UNSPEC, AvahiPublishFlags(0), name.constData(),
                    serviceType, nullptr, nullptr, port, txt);
            }
        };
        if (interfaces.isEmpty()) {
            addTo(AVAHI_IF_UNSPEC);
        }
        for (const uint interface : interfaces) {
            addTo(AvahiIfIndex(interface));
        }
        avahi_string_list_free(txt);
        return result;
    }

    [[nodiscard]] bool rename()
    {
        if (++renames > maxRenames) {
            return false;
        }
        char *const other = avahi_alternative_service_name(name.constData());
        name = other;
        avahi_free(other);
        return true;
    }

    void onGroupState(AvahiEntryGroupState state)
    {
        if (state == AVAHI_ENTRY_GROUP_ESTABLISHED) {
            qCInfo(lcDiscovery).noquote()
                << "announced by DNS-SD as" << forLog(QString::fromUtf8(name));
        } else if (state == AVAHI_ENTRY_GROUP_COLLISION && rename()) {
            avahi_entry_group_reset(group);
            publish();
        }
    }

    static void say(const char *what, int error)
    {
        qCInfo(lcDiscovery).noquote().nospace() << what << ": " << avahi_strerror(error);
    }

    QByteArray name;
    quint16 port;
    QByteArray fingerprint; // hex
    QList<uint> interfaces;
    std::atomic<bool> isEnding = false;
    AvahiSimplePoll *poll; // until the last who may wake it up has gone
    AvahiClient *client = nullptr;
    AvahiEntryGroup *group = nullptr;
    int renames = 0;
};

DnsSd::DnsSd(const Announcement &announcement, const QList<uint> &interfaces)
    : d(std::make_shared<Private>(announcement, interfaces))
{
    std::promise<void> promise;
    d->ended = promise.get_future();
    std::thread([job = d, promise = std::move(promise)]() mutable {
        job->run();
        promise.set_value();
    }).detach();
}

DnsSd::~DnsSd()
{
    d->end();
    d->ended.wait_for(patience); // longer only if the daemon hangs; then it ends by itself
}

bool DnsSd::isBuiltIn()
{
    return true;
}

} // namespace maru::server
