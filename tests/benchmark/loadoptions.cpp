// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "loadoptions.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <variant>

namespace maru::bench {

namespace {

using Field =
    std::variant<std::string *, unsigned *, int *, double *, bool *, std::vector<std::string> *>;

std::map<std::string_view, Field> fieldsOf(LoadOptions &options)
{
    return {
        {"host", &options.host},
        {"port", &options.port},
        {"path", &options.path},
        {"tls", &options.tls},
        {"clients", &options.clients},
        {"joiners", &options.joiners},
        {"idlers", &options.idlers},
        {"senders", &options.senders},
        {"rate", &options.rate},
        {"window", &options.window},
        {"warmup", &options.warmup},
        {"duration", &options.duration},
        {"drain", &options.drain},
        {"connect-timeout", &options.connectTimeout},
        {"payload", &options.payload},
        {"idle", &options.idle},
        {"server-pid", &options.serverPids},
        {"label", &options.label},
        {"connect-window", &options.connectWindow},
        {"ports-per-ip", &options.portsPerIp},
        {"poll-us", &options.pollUs},
        {"conn-packet", &options.connPacket},
        {"join", &options.join},
        {"join-ack", &options.joinAck},
        {"send", &options.send},
        {"deliver", &options.deliver},
    };
}

/// Sets one field from text; false if the text is not of its type.
struct Setter
{
    std::string_view text;

    bool operator()(std::string *field) const
    {
        *field = text;
        return true;
    }
    bool operator()(bool *field) const
    {
        *field = text == "1";
        return text == "0" || text == "1";
    }
    bool operator()(std::vector<std::string> *field) const
    {
        for (std::string_view rest = text; !rest.empty();) {
            const size_t end = std::min(rest.find(','), rest.size());
            field->emplace_back(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        return true;
    }
    bool operator()(double *field) const { return readNumber(field) && *field >= 0; }
    bool operator()(int *field) const { return readNumber(field); }
    bool operator()(unsigned *field) const { return readNumber(field); }

    template<class Number>
    [[nodiscard]] bool readNumber(Number *field) const
    {
        const char *end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data(), end, *field);
        return error == std::errc() && stop == end;
    }
};

} // namespace

Result<LoadOptions, std::string> readLoadOptions(int count, char **arguments)
{
    LoadOptions options;
    const auto fields = fieldsOf(options);
    for (int i = 1; i < count; i += 2) {
        const std::string_view name = arguments[i];
        const auto field = fields.find(name.substr(std::min<size_t>(2, name.size())));
        if (!name.starts_with("--") || field == fields.end()) {
            return tl::unexpected("unknown option " + std::string(name));
        }
        if (i + 1 == count) {
            return tl::unexpected(std::string(name) + " needs a value");
        }
        if (!std::visit(Setter{arguments[i + 1]}, field->second)) {
            return tl::unexpected(std::string(name) + ": '" + arguments[i + 1]
                                  + "' is no value for it");
        }
    }
    if (options.clients == 0 || options.connectWindow == 0 || options.portsPerIp == 0) {
        return tl::unexpected(
            std::string("--clients, --connect-window and --ports-per-ip are at least 1"));
    }
    constexpr unsigned maxPayload = 60'000; // frames are written with a length of 16 bits
    if (options.payload > maxPayload) {
        return tl::unexpected(std::string("--payload is at most 60000"));
    }
    options.senders = std::clamp(options.senders, 1U, options.clients);
    return options;
}

std::string filled(std::string pattern, std::string_view value)
{
    if (const auto at = pattern.find("%s"); at != std::string::npos) {
        pattern.replace(at, 2, value);
    }
    return pattern;
}

} // namespace maru::bench
