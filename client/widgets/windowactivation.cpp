// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/windowactivation.h"

#include "common/clientlimits.h"

#include <QGuiApplication>
#include <QWidget>

#include <algorithm>

#ifdef MARU_HAS_XCB
#include <cstdlib>
#include <iterator>
#include <memory>
#include <string_view>
#include <xcb/xcb.h>
#endif

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr auto tokenVariable = "XDG_ACTIVATION_TOKEN";
constexpr auto startupVariable = "DESKTOP_STARTUP_ID";

#ifdef MARU_HAS_XCB

template<class Reply>
std::unique_ptr<Reply, decltype(&std::free)> owned(Reply *reply)
{
    return {reply, &std::free};
}

// Qt can only say when this program was clicked last, which is long ago for a window behind others.
void activateAtTime(const QWidget &window, quint32 time)
{
    const auto *const x11 = qGuiApp->nativeInterface<QNativeInterface::QX11Application>();
    xcb_connection_t *const connection = x11 ? x11->connection() : nullptr;
    if (!connection) {
        return;
    }
    const auto id = xcb_window_t(window.winId());
    constexpr std::string_view name = "_NET_ACTIVE_WINDOW";
    const auto atomCookie = xcb_intern_atom(connection, 0, name.size(), name.data());
    const auto placeCookie = xcb_get_geometry(connection, id);
    const auto atom = owned(xcb_intern_atom_reply(connection, atomCookie, nullptr));
    const auto place = owned(xcb_get_geometry_reply(connection, placeCookie, nullptr));
    if (!atom || !place) {
        return;
    }
    constexpr uint32_t isApplication = 1;
    xcb_client_message_event_t event{};
    event.response_type = XCB_CLIENT_MESSAGE;
    event.format = 32;
    event.window = id;
    event.type = atom->atom;
    event.data.data32[0] = isApplication;
    event.data.data32[1] = time;
    xcb_send_event(connection, 0, place->root,
                   XCB_EVENT_MASK_SUBSTRUCTURE_REDIRECT | XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY,
                   reinterpret_cast<const char *>(&event));
    xcb_flush(connection);
}

// As the Startup Notification Protocol has it: in pieces, from a window of its own.
void broadcastStartup(const QByteArray &text)
{
    const auto *const x11 = qGuiApp->nativeInterface<QNativeInterface::QX11Application>();
    xcb_connection_t *const connection = x11 ? x11->connection() : nullptr;
    if (!connection) {
        return;
    }
    constexpr std::string_view begin = "_NET_STARTUP_INFO_BEGIN";
    constexpr std::string_view more = "_NET_STARTUP_INFO";
    const auto beginCookie = xcb_intern_atom(connection, 0, begin.size(), begin.data());
    const auto moreCookie = xcb_intern_atom(connection, 0, more.size(), more.data());
    const auto beginAtom = owned(xcb_intern_atom_reply(connection, beginCookie, nullptr));
    const auto moreAtom = owned(xcb_intern_atom_reply(connection, moreCookie, nullptr));
    if (!beginAtom || !moreAtom) {
        return;
    }
    const xcb_window_t root = xcb_setup_roots_iterator(xcb_get_setup(connection)).data->root;
    const xcb_window_t sender = xcb_generate_id(connection);
    xcb_create_window(connection, XCB_COPY_FROM_PARENT, sender, root, -1, -1, 1, 1, 0,
                      XCB_WINDOW_CLASS_COPY_FROM_PARENT, XCB_COPY_FROM_PARENT, 0, nullptr);
    xcb_client_message_event_t event{};
    event.response_type = XCB_CLIENT_MESSAGE;
    event.format = 8;
    event.window = sender;
    event.type = beginAtom->atom;
    constexpr qsizetype pieceBytes = sizeof(event.data.data8);
    for (qsizetype at = 0; at <= text.size(); at += pieceBytes) { // with the '\0' at its end
        const qsizetype length = std::min(pieceBytes, text.size() + 1 - at);
        std::fill(std::begin(event.data.data8), std::end(event.data.data8), uint8_t(0));
        std::copy_n(text.constData() + at, length, event.data.data8);
        xcb_send_event(connection, 0, root, XCB_EVENT_MASK_PROPERTY_CHANGE,
                       reinterpret_cast<const char *>(&event));
        event.type = moreAtom->atom;
    }
    xcb_destroy_window(connection, sender);
    // The program may end now: an answer says that all of it has arrived.
    owned(xcb_get_input_focus_reply(connection, xcb_get_input_focus(connection), nullptr));
}

#else

void activateAtTime(const QWidget &, quint32) { }
void broadcastStartup(const QByteArray &) { }

#endif

} // namespace

QString startActivation()
{
    const QString token = checkedActivation(qEnvironmentVariable(tokenVariable));
    return token.isEmpty() ? startupId() : token;
}

QString startupId()
{
    return checkedActivation(qEnvironmentVariable(startupVariable));
}

void endStartup(const QString &id)
{
    if (id.isEmpty() || QGuiApplication::platformName() != "xcb"_L1) {
        return;
    }
    QByteArray message = "remove: ID=";
    for (const char c : id.toLatin1()) {
        if (c == '"' || c == '\'' || c == '\\') {
            message += '\\';
        }
        message += c;
    }
    broadcastStartup(message);
}

QString checkedActivation(const QString &token)
{
    const bool isPlain = std::all_of(token.begin(), token.end(),
                                     [](QChar c) { return c > QChar(u' ') && c < QChar(0x7f); });
    return isPlain && token.size() <= limits::maxActivationChars ? token : QString();
}

std::optional<quint32> startupTimeOf(const QString &token)
{
    constexpr auto mark = "_TIME"_L1; // of the Startup Notification Protocol
    const qsizetype at = token.lastIndexOf(mark);
    bool isNumber = false;
    const quint32 time = at < 0 ? 0 : token.sliced(at + mark.size()).toUInt(&isNumber);
    return isNumber && time > 0 ? std::optional(time) : std::nullopt;
}

void bringForward(QWidget *window, const QString &token)
{
    const QString checked = checkedActivation(token);
    const bool isX11 = QGuiApplication::platformName() == "xcb"_L1;
    if (!checked.isEmpty() && !isX11) {
        qputenv(tokenVariable, checked.toLatin1()); // where Qt takes it for Wayland
    }
    window->setWindowState(window->windowState() & ~Qt::WindowMinimized);
    if (window->isVisible()) {
        window->raise(); // a new one is above the others
    }
    window->show();
    window->activateWindow();
    if (const auto time = startupTimeOf(checked); isX11 && time) {
        activateAtTime(*window, *time);
    }
}

} // namespace maru::client
