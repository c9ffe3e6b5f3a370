// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/settingspages.h"

#include "client/widgets/themecontroller.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

struct SettingsPage
{
    Q_DECLARE_TR_FUNCTIONS(SettingsPage)
};

// A page: settings with a label at their left, and under each what it means.
class Page : public QWidget
{
public:
    Page(const QString &title, Preferences &preferences)
        : m_preferences(preferences)
        , m_rows(new QFormLayout(this))
    {
        setWindowTitle(title);
        m_rows->setContentsMargins(0, 0, 0, 0);
        m_rows->setHorizontalSpacing(rhythm::conversationSide);
        m_rows->setVerticalSpacing(rhythm::paneSide);
        m_rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
        m_rows->setRowWrapPolicy(QFormLayout::WrapLongRows);
        m_rows->setLabelAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    }

    QFormLayout *rows() { return m_rows; }

    /// \p show fills a widget from the values, now and whenever they change.
    template<class Show>
    void keepShown(Show show)
    {
        connect(&m_preferences, &Preferences::changed, this, show);
        show(m_preferences.values());
    }

    /// \p change puts what was chosen into the values.
    template<class Change>
    void set(Change change)
    {
        PreferenceValues values = m_preferences.values();
        change(values);
        m_preferences.set(values);
    }

    template<class Value>
    void addChoice(const QString &label, const QList<std::pair<QString, Value>> &choices,
                   Value PreferenceValues::*member)
    {
        auto *box = new QComboBox(this);
        QList<Value> known;
        for (const auto &[text, value] : choices) {
            box->addItem(text);
            known.append(value);
        }
        box->setAccessibleName(label);
        auto *name = new QLabel(label, this);
        name->setBuddy(box);
        m_rows->addRow(name, box);
        connect(box, &QComboBox::activated, this, [this, known, member](int chosen) {
            set([&](PreferenceValues &values) { values.*member = known.at(chosen); });
        });
        keepShown([box, known, member](const PreferenceValues &values) {
            box->setCurrentIndex(int(known.indexOf(values.*member)));
        });
    }

    void addSwitch(const QString &text, bool PreferenceValues::*member)
    {
        auto *box = new QCheckBox(text, this);
        m_rows->addRow(box);
        connect(box, &QCheckBox::toggled, this, [this, member](bool on) {
            set([&](PreferenceValues &values) { values.*member = on; });
        });
        keepShown(
            [box, member](const PreferenceValues &values) { box->setChecked(values.*member); });
    }

    QLabel *addHint(const QString &text)
    {
        auto *hint = new QLabel(text, this);
        hint->setTextFormat(Qt::PlainText);
        hint->setWordWrap(true);
        hint->setProperty("role", u"muted"_s);
        m_rows->addRow(hint);
        return hint;
    }

private:
    Preferences &m_preferences;
    QFormLayout *m_rows;
};

QPushButton *stepButton(const QString &text, const QString &help, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setToolTip(help);
    button->setAccessibleName(help);
    button->setProperty("role", u"small"_s);
    return button;
}

void addFontRow(Page *page, Preferences &preferences)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(rhythm::unit);
    auto *smaller = stepButton(u"A−"_s, SettingsPage::tr("Smaller"), page);
    auto *size = new QLabel(page);
    size->setObjectName(u"fontSize"_s);
    auto *larger = stepButton(u"A+"_s, SettingsPage::tr("Larger"), page);
    auto *usual = new QPushButton(SettingsPage::tr("As the system's"), page);
    usual->setProperty("role", u"small"_s);
    for (QWidget *part : std::initializer_list<QWidget *>{smaller, size, larger, usual}) {
        row->addWidget(part);
    }
    row->addStretch();
    page->rows()->addRow(SettingsPage::tr("Size of the text"), row);
    const auto step = [page, &preferences](QPushButton *button, auto change) {
        QObject::connect(button, &QPushButton::clicked, page, [&preferences, change] {
            preferences.setFontStep(change(preferences.values().fontStep));
        });
    };
    step(smaller, [](int now) { return now - 1; });
    step(larger, [](int now) { return now + 1; });
    step(usual, [](int) { return 0; });
    page->keepShown([size, smaller, larger, usual](const PreferenceValues &values) {
        size->setText(SettingsPage::tr("%L1 px").arg(QApplication::font().pixelSize()));
        smaller->setEnabled(values.fontStep > fontsteps::least);
        larger->setEnabled(values.fontStep < fontsteps::most);
        usual->setEnabled(values.fontStep != 0);
    });
}

} // namespace

QWidget *makeAppearancePage(Preferences &preferences)
{
    using Kind = std::optional<ThemeKind>;
    auto *page = new Page(SettingsPage::tr("Appearance"), preferences);
    page->addChoice<Kind>(SettingsPage::tr("Theme"),
                          {{SettingsPage::tr("As the system"), Kind()},
                           {SettingsPage::tr("Light"), ThemeKind::Light},
                           {SettingsPage::tr("Dark"), ThemeKind::Dark},
                           {SettingsPage::tr("High contrast"), ThemeKind::Contrast}},
                          &PreferenceValues::theme);
    page->addChoice<Density>(SettingsPage::tr("Density"),
                             {{SettingsPage::tr("Comfortable"), Density::Comfortable},
                              {SettingsPage::tr("Compact"), Density::Compact}},
                             &PreferenceValues::density);
    addFontRow(page, preferences);
    page->addSwitch(SettingsPage::tr("Show the menu bar"), &PreferenceValues::showsMenuBar);
    page->addHint(SettingsPage::tr("All commands keep their shortcuts without it; F1 lists them."));
    return page;
}

QWidget *makeConversationPage(Preferences &preferences)
{
    auto *page = new Page(SettingsPage::tr("Conversation"), preferences);
    page->addChoice<bool>(SettingsPage::tr("The Enter key"),
                          {{SettingsPage::tr("Sends the message"), true},
                           {SettingsPage::tr("Begins a new line"), false}},
                          &PreferenceValues::enterSends);
    QLabel *hint = page->addHint({});
    page->keepShown([hint](const PreferenceValues &values) {
        hint->setText(values.enterSends ? SettingsPage::tr("Shift+Enter begins a new line.")
                                        : SettingsPage::tr("Ctrl+Enter sends the message."));
    });
    page->addSwitch(SettingsPage::tr("Draw formatted text"), &PreferenceValues::formatsText);
    page->addHint(
        SettingsPage::tr("*italic*, **bold**, `code`, lists and quotes; else the signs are "
                         "shown as they were typed."));
    return page;
}

QWidget *makeLanguagePage(Preferences &preferences)
{
    auto *page = new Page(SettingsPage::tr("Language"), preferences);
    // Each by its own name: who cannot read the others finds theirs.
    page->addChoice<QString>(SettingsPage::tr("Language of Maru"),
                             {{SettingsPage::tr("As the system"), QString()},
                              {u"English"_s, u"en"_s},
                              {u"한국어"_s, u"ko"_s},
                              {u"日本語"_s, u"ja"_s}},
                             &PreferenceValues::language);
    page->addHint(SettingsPage::tr("Maru speaks another language from its next start on."));
    return page;
}

} // namespace maru::client
