// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
//
// Not shipped: a window from which something is dragged, as from a file manager, for tests between
// two programs. Usage: dragsource FORMAT, with the bytes on stdin. They are on the clipboard too.
// Writes a line when it is ready ("ready"), for each answer of what the mouse is over ("over" and
// the number of the action), and after the drop ("dropped" and the number).

#include <QApplication>
#include <QClipboard>
#include <QDrag>
#include <QFile>
#include <QLabel>
#include <QMimeData>
#include <QMouseEvent>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace {

constexpr QRect place(900, 100, 300, 200);

void tell(const char *what, int number)
{
    std::printf("%s %d\n", what, number);
    std::fflush(stdout);
}

class DragSource : public QLabel
{
public:
    DragSource(const QString &format, const QByteArray &bytes)
        : QLabel(u"dragsource"_s)
        , m_format(format)
        , m_bytes(bytes)
    {
        setWindowTitle(u"dragsource"_s);
        setGeometry(place);
    }

    [[nodiscard]] QMimeData *newData() const
    {
        auto *made = new QMimeData;
        made->setData(m_format, m_bytes);
        return made;
    }

protected:
    void mousePressEvent(QMouseEvent *) override { }

    void mouseMoveEvent(QMouseEvent *event) override
    {
        if (!event->buttons().testFlag(Qt::LeftButton)) {
            return;
        }
        auto *const drag = new QDrag(this);
        drag->setMimeData(newData());
        connect(drag, &QDrag::actionChanged, this,
                [](Qt::DropAction action) { tell("over", int(action)); });
        tell("dropped", int(drag->exec(Qt::CopyAction | Qt::MoveAction)));
    }

private:
    QString m_format;
    QByteArray m_bytes;
};

} // namespace

int main(int argc, char **argv)
{
    const QApplication app(argc, argv);
    QFile input;
    if (QApplication::arguments().size() != 2 || !input.open(stdin, QIODevice::ReadOnly)) {
        return 2;
    }
    DragSource source(QApplication::arguments().at(1), input.readAll());
    QGuiApplication::clipboard()->setMimeData(source.newData());
    source.show();
    tell("ready", 0);
    return QApplication::exec();
}
