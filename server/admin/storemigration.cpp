// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/storemigration.h"

#include "common/serverlimits.h"

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr int exitFailed = 1; // of docs/protocol.md §8
constexpr int exitStore = 3;
constexpr auto goesOn = " Run the same command again: it goes on where it was."_L1;

using Kind = StoreTargetState::Kind;
template<class T>
using Outcome = Result<T, MigrationFailure>;

MigrationFailure ofStore(const QString &sentence)
{
    return {.exitCode = exitStore, .text = sentence};
}

class Migration
{
public:
    Migration(StoreSource &source, StoreTarget &target, TransferProgress &progress)
        : m_source(source)
        , m_target(target)
        , m_progress(progress)
    { }

    Outcome<MigrationReport> run();

private:
    [[nodiscard]] Outcome<void> open();
    [[nodiscard]] Outcome<void> checkTarget();
    [[nodiscard]] Outcome<StoreDigest> readAll(const QString &step, StoreSource &store);
    [[nodiscard]] Outcome<void> compareComplete();
    [[nodiscard]] Outcome<void> checkSpace();
    [[nodiscard]] Outcome<void> start();
    [[nodiscard]] Outcome<void> copy();
    [[nodiscard]] Outcome<void> verify();

    StoreSource &m_source;
    StoreTarget &m_target;
    TransferProgress &m_progress;
    StoreTargetState m_state;
    QString m_storeId; // of the source
    QString m_origin;
    qint64 m_total = 0;
    MigrationReport m_report;
};

Result<QString, QString> storeIdOf(StoreSource &store)
{
    return store.read(StorePart::Store, {}).map([](const StoreBatch &batch) {
        return batch.records.empty() ? QString() : batch.records.front().values.value(0).toString();
    });
}

Result<qint64, QString> countAll(StoreSource &store)
{
    qint64 total = 0;
    for (int part = 0; part < static_cast<int>(StorePart::Count); ++part) {
        const auto count = store.count(static_cast<StorePart>(part));
        if (!count) {
            return failure(count.error());
        }
        total += *count;
    }
    return total;
}

Outcome<void> Migration::open()
{
    if (const auto opened = m_source.open(); !opened) {
        return failure(ofStore(opened.error()));
    }
    const auto id = storeIdOf(m_source);
    const auto total = id ? countAll(m_source) : Result<qint64, QString>(0);
    if (!id || !total) {
        return failure(ofStore(id ? total.error() : id.error()));
    }
    m_storeId = *id;
    m_total = *total;
    const auto state = m_target.open();
    if (!state) {
        return failure(ofStore(state.error()));
    }
    m_state = *state;
    return {};
}

// Before anything long is done.
Outcome<void> Migration::checkTarget()
{
    if (m_state.kind == Kind::Complete) {
        const auto id = storeIdOf(m_target.written());
        if (!id) {
            return failure(ofStore(id.error()));
        }
        if (*id != m_storeId) {
            return failure(ofStore(u"%1 holds another store already: name a new place; nothing "
                                   "was changed."_s.arg(m_target.place())));
        }
        return {};
    }
    if (!m_state.origin.isEmpty() && !m_state.origin.startsWith(m_storeId + u' ')) {
        return failure(
            ofStore(u"%1 holds an unfinished copy of another store: finish that one, or name a new "
                    "place; nothing was changed."_s.arg(m_target.place())));
    }
    return checkSpace();
}

Outcome<void> Migration::checkSpace()
{
    const std::optional<qint64> available = m_target.bytesAvailable();
    const qint64 needed = m_source.bytes() + limits::transferSpareBytes;
    if (available && *available < needed) {
        return failure(
            ofStore(u"There is no room for it at %1: it takes about %2 MiB, and %3 MiB are free."_s
                        .arg(m_target.place())
                        .arg((needed >> 20) + 1)
                        .arg(*available >> 20)));
    }
    return {};
}

Outcome<StoreDigest> Migration::readAll(const QString &step, StoreSource &store)
{
    m_progress.begin(step, 0, m_total);
    auto digest = digestOf(store, [this](qint64 records) {
        m_progress.advance(records);
        auto alive = m_source.stayAlive();
        return alive ? m_target.stayAlive() : alive;
    });
    m_progress.end();
    return digest.map_error([](const QString &why) { return ofStore(why); });
}

Outcome<void> Migration::compareComplete()
{
    const auto digest = readAll(u"verifying"_s, m_target.written());
    if (!digest) {
        return failure(digest.error());
    }
    if (*digest != m_report.digest) {
        return failure(ofStore(
            u"%1 holds this store already, and one of the two has changed since: nothing was "
            "added (%2)."_s.arg(m_target.place(),
                                differences(m_report.digest, *digest).constFirst())));
    }
    m_report.wasThere = true;
    return {};
}

Outcome<void> Migration::start()
{
    // Whatever has changed in the source since: a copy of what it was is of no use.
    if (m_state.kind == Kind::Unfinished && m_state.origin == m_origin) {
        return {};
    }
    if (const auto begun = m_target.begin(m_origin); !begun) {
        return failure(ofStore(begun.error()));
    }
    m_state.progress = {};
    return {};
}

Outcome<void> Migration::copy()
{
    const auto there = countAll(m_target.written());
    if (!there) {
        return failure(ofStore(there.error()));
    }
    m_progress.begin(u"copying"_s, *there, m_total);
    StoreProgress at = m_state.progress;
    for (int i = static_cast<int>(at.part); i < static_cast<int>(StorePart::Count); ++i) {
        if (at.part != static_cast<StorePart>(i)) {
            at = {.part = static_cast<StorePart>(i), .position = {}};
        }
        for (bool isLast = false; !isLast;) {
            const auto batch = m_source.read(at.part, at.position);
            if (!batch) {
                m_progress.end();
                return failure(ofStore(batch.error() + goesOn));
            }
            at.position = batch->next;
            isLast = batch->isLast;
            if (batch->records.empty()) {
                continue;
            }
            if (const auto written = m_target.write(batch->records, at); !written) {
                m_progress.end();
                return failure(ofStore(written.error() + goesOn));
            }
            const auto count = static_cast<qint64>(batch->records.size());
            m_report.copied += count;
            m_progress.advance(count);
        }
    }
    m_progress.end();
    return {};
}

Outcome<void> Migration::verify()
{
    const auto digest = readAll(u"verifying"_s, m_target.written());
    if (!digest) {
        return failure(digest.error());
    }
    if (*digest == m_report.digest) {
        return {};
    }
    const QString lines = differences(m_report.digest, *digest).join(u"; "_s);
    // So that another run copies anew.
    const auto emptied = m_target.begin(m_origin);
    return failure(MigrationFailure{
        .exitCode = exitFailed,
        .text = u"The copy in %1 is not what was read, and was thrown away: %2.%3"_s.arg(
            m_target.place(), lines, emptied ? QString() : u' ' + emptied.error())});
}

Outcome<MigrationReport> Migration::run()
{
    Outcome<void> done = open();
    done = done ? checkTarget() : done;
    if (done) {
        auto digest = readAll(u"reading"_s, m_source);
        if (!digest) {
            return failure(digest.error());
        }
        m_report.digest = *std::move(digest);
        m_origin = m_storeId + u' ' + m_report.digest.key();
    }
    if (done && m_state.kind == Kind::Complete) {
        done = compareComplete();
    } else {
        done = done ? start() : done;
        done = done ? copy() : done;
        done = done ? verify() : done;
        if (done) {
            done = m_target.finish().map_error(
                [](const QString &why) { return ofStore(why + goesOn); });
        }
    }
    if (!done) {
        return failure(done.error());
    }
    return m_report;
}

} // namespace

Result<MigrationReport, MigrationFailure> migrateStore(StoreSource &source, StoreTarget &target,
                                                       TransferProgress &progress)
{
    return Migration(source, target, progress).run();
}

} // namespace maru::server
