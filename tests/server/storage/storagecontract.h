// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "tests/server/storage/storefault.h"

#include <QObject>

namespace maru::server {

/// What every StorageBackend must do: a backend's test inherits it and says how one is made.
///
/// Each test function gets an empty, open store in m_store with room 1 ("Alpha") and user 1.
class StorageContract : public QObject
{
    Q_OBJECT
protected:
    /// A backend on an empty store (\p isFresh), or on the one made last. Not open yet.
    virtual std::unique_ptr<StorageBackend> makeBackend(bool isFresh) = 0;
    /// Whether what was stored is there again after closing and opening.
    [[nodiscard]] virtual bool isPersistent() const = 0;
    /// Several writers on an empty store, which is not open otherwise.
    virtual WriterMaker makeWriters() = 0;
    /// What can go wrong with the store that was made last, whoever writes to it.
    virtual std::vector<StoreFault> faults() = 0;

    /// Closes the store and opens it again.
    void reopen();

    std::unique_ptr<StorageBackend> m_store;

private:
    void eachTime(const std::function<void()> &ask);

private slots:
    void init();
    void cleanup();

    void aNewStoreHasTheLobby();
    void seqAndRevCountWithoutGaps();
    void everyFieldOfAMessageComesBackAsItWas();
    void textComesBackAsItWasSent_data();
    void textComesBackAsItWasSent();
    void anUnknownRoomRefusesAMessageAndDisturbsNoOther();
    void theSameCidAgainYieldsTheFirstMessage();
    void theSameCidWithOtherContentIsAConflict();
    void onlyARepeatFindsWhatWasSent();
    void aCidBelongsToItsAuthor();
    void aTakenMessageIdIsRefusedWithoutAGap();
    void anEmptyBatchIsNothing();

    void aUserIsFoundByIdKeySkeletonAndToken();
    void aTakenNameIsRefused_data();
    void aTakenNameIsRefused();
    void anEmptySkeletonCollidesWithNobody();
    void anOpenNameCanBeHeldOnce();
    void renamingFreesTheOldName();
    void aRevokedTokenFindsNobody();
    void aTokenBelongsToOneUser();

    void aPersonHasDevices();
    void theDeviceUnseenLongestMakesRoom();
    void aTokenLivesWhileItIsSeen();
    void aPasswordHoldsTheName();
    void aProfileChangesWholeOrNotAtAll();
    void aJoinThatFailedGivesTheNameBack();
    void aJoinThatFailedGivesTheInvitationBack();
    void theLastOwnerStaysOne();
    void aServerBanIsKeptAndLifted();
    void serverBansAreListedUntilTheyEnd();
    void anInvitationIsUsedUp();
    void peopleAreListedInPages();
    void theLastOfManyPeopleIsFound();

    void aRoomIsFoundByIdNameAndCode();
    void aTakenRoomIsRefused_data();
    void aTakenRoomIsRefused();
    void publicRoomsAreListedInPages();
    void enteringARoomWelcomesOnce();
    void enteringNeedsARoomAndAUser();
    void enteringCountsWhatTheBatchAppended();
    void theRoomsOfAMemberAreListed();
    void nobodyIsPutIntoRoomsWithoutEnd();
    void placesAreLookedForBeforeAnybodyEnters();

    void historyPages_data();
    void historyPages();
    void historyOfAnEmptyRoom();
    void aPageHoldsAtMostItsBytes();
    void aPageHoldsAtLeastOneMessage();
    void aPageHoldsAtMostItsRows();
    void aPageCountsWhatItsTextsBecome();
    void aPageAroundKeepsItsMiddle();
    void changesFollowTheRev();

    void anEditTakesTheNextRevAndKeepsTheOldText();
    void theNewestEditsAreRead();
    void theSameTextAgainIsNoEdit();
    void anEditIsRefused_data();
    void anEditIsRefused();
    void aDeletedMessageKeepsItsPlace();
    void reactionsComeBackInTheirOrder();
    void reactionsAreBounded();
    void aReplyCarriesWhatItAnswers();
    void aReplyToWhatIsNotThereIsRefused();
    void aReplySentTwiceIsTheFirst();
    void mentionsAreCountedUntilTheyAreRead();
    void pagesCarryEverything();
    void aPageCountsReactionsToo();
    void changesOfOneBatchFollowEachOther();
    void aMemberSeesTheRoomAsItsOwn();
    void roomFieldsComeBackAsTheyWere();

    void aMarkMovesOnlyForward();
    void aMarkNeedsAMember();
    void readersAreWhoCouldRead();
    void mentionsAreLookedUpAmongMembers();
    void aDirectRoomIsOneForBoth();
    void whatIsSetOfARoomIsChanged();
    void aChangeIntoATakenRoomIsRefused();
    void whatIsSetOfAMemberIsChanged();
    void whoModeratesHasNoHandUp();
    void aRoomKeepsItsOwner();
    void whoLeavesIsNoMember();
    void theOwnerIsFollowed();
    void membersAreListedInPages();
    void aBanHasAnEnd();
    void sanctionsAreListedUntilTheyEnd();
    void liftingABanPutsNobodyOut();
    void whoComesBackIsMutedAsBefore();
    void aMuteOfWhoLeftIsListedAndLifted();
    void aRoomTakesNoMoreThanItsMembers();

    void textIsFoundNewestFirst();
    void anythingIsSearchedLiterally_data();
    void anythingIsSearchedLiterally();
    void onlyTheRoomsThatAreNamedAreSearched();
    void aSearchIsNarrowed();
    void whatChangesLeavesTheSearch();
    void aSearchGoesOnWhereItStopped();
    void aPageOfHitsHoldsAtMostItsBytes();
    void theWorkForOneAnswerIsBounded();

    void anUploadBecomesAFile();
    void aQuotaCountsFromTheBeginning();
    void aMessageCarriesFiles();
    void aFileThatIsNotOnesOwnIsRefused();
    void whatNothingCarriesExpires();
    void aFileIsForgottenByItsOwner();
    void strayFilesAreTold();

    void aRecoveryRecordLivesAndDies();
    void recoveryIsReplacedByPid();
    void recoveryExpires();

    void everythingIsThereAfterReopening();
    void roomsAndMembersAreThereAfterReopening();
    void aCidCountsForEver();

    void whatGoesWrongIsAllOrNothing_data();
    void whatGoesWrongIsAllOrNothing();
    void aCharacterThatSomeDatabasesCannotHoldFailsNobodyElse();

    void severalWritersLeaveNoGaps_data();
    void severalWritersLeaveNoGaps();
    void aNameIsGivenToOneOfSeveralWriters();
};

} // namespace maru::server
