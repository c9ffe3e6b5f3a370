// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/httpbody.h"
#include "tests/fuzz/fuzztools.h"

#include <optional>

using namespace maru::server;
using namespace maru;
using fuzz::require;

// A request's body: the same in pieces as in one, never more than its bound, and what was put into
// chunks comes out again. The first byte chooses the pieces, the second the framing.

namespace {

using State = HttpBodyReader::State;
constexpr qsizetype maxBytes = 1'000;

struct Outcome
{
    State state = State::NeedMore;
    int status = 0;
    qsizetype taken = 0;
    QByteArray body;
};

/// Without \p pieces all at once.
Outcome read(const HttpBodyFraming &framing, QByteArrayView bytes,
             std::optional<fuzz::Pieces> pieces)
{
    HttpBodyReader reader(framing, maxBytes);
    Outcome outcome;
    qsizetype shown = 0;
    while (reader.state() == State::NeedMore && shown < bytes.size()) {
        shown = pieces ? std::min(shown + pieces->next(), bytes.size()) : bytes.size();
        const qsizetype taken = reader.feed(bytes.sliced(outcome.taken, shown - outcome.taken));
        require(taken >= 0 && taken <= shown - outcome.taken);
        outcome.taken += taken;
    }
    outcome.state = reader.state();
    outcome.status = reader.status();
    if (outcome.state == State::Complete) {
        outcome.body = reader.take();
        require(outcome.body.size() <= maxBytes);
    }
    return outcome;
}

/// Two readers of HTTP must not disagree about where a body ends, and some take a bare LF for the
/// end of a line: what was accepted is the same to a reader that does.
void requireSameForLenientReaders(QByteArrayView chunked)
{
    bool isTrailer = false;
    qsizetype at = 0;
    while (true) {
        const qsizetype end = chunked.indexOf('\n', at);
        require(end > at && chunked[end - 1] == '\r');
        const QByteArray line = chunked.sliced(at, end - 1 - at).toByteArray();
        require(!line.contains('\r'));
        at = end + 1;
        if (isTrailer && line.isEmpty()) {
            break;
        }
        if (!isTrailer) {
            const qsizetype size = line.split(';').first().toLongLong(nullptr, 16);
            isTrailer = size == 0;
            at += isTrailer ? 0 : size + 2;
        }
    }
    require(at == chunked.size());
}

QByteArray inChunks(QByteArrayView bytes, fuzz::Pieces pieces)
{
    QByteArray out;
    for (qsizetype at = 0; at < bytes.size();) {
        const qsizetype step = std::min(pieces.next(), bytes.size() - at);
        out += QByteArray::number(step, 16) + ";ext=1\r\n" + bytes.sliced(at, step).toByteArray()
            + "\r\n";
        at += step;
    }
    return out + "0\r\nTrailer: x\r\n\r\n";
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz::Input input(data, size);
    const quint8 seed = input.byte();
    const quint8 choice = input.byte();
    HttpBodyFraming framing{.isChunked = choice < 128};
    framing.contentLength = framing.isChunked ? 0 : (choice - 128) * 10;
    const QByteArrayView bytes = input.rest();

    const Outcome whole = read(framing, bytes, std::nullopt);
    const Outcome again = read(framing, bytes, fuzz::Pieces(seed));
    require(again.state == whole.state && again.status == whole.status);
    require(again.body == whole.body);
    if (whole.state == State::Complete) {
        require(again.taken == whole.taken);
        require(framing.isChunked || whole.body.size() == framing.contentLength);
        if (framing.isChunked) {
            requireSameForLenientReaders(bytes.first(whole.taken));
        }
    } else if (whole.state == State::Bad) {
        require(whole.status == 400 || whole.status == 413);
    }

    const QByteArrayView part = bytes.first(std::min(bytes.size(), maxBytes));
    const Outcome unpacked =
        read({.isChunked = true}, inChunks(part, fuzz::Pieces(choice)), fuzz::Pieces(seed));
    require(unpacked.state == State::Complete && unpacked.body == part);
    return 0;
}
