// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/text/fingerprintwords.h"

#include <QStringView>

#include <algorithm>
#include <array>

namespace maru {

namespace {

struct Word
{
    QStringView english;
    QStringView korean;
};

// Ours, chosen by hand: things that can be seen or touched, each once. The place in the list is
// the byte; a word that moves changes what everybody has written down.
// clang-format off
constexpr std::array<Word, 256> words = {{
    {u"anchor", u"닻"}, {u"apple", u"사과"}, {u"arrow", u"화살"}, {u"autumn", u"가을"},
    {u"avenue", u"거리"}, {u"bakery", u"빵집"}, {u"ball", u"공"}, {u"bamboo", u"대나무"},
    {u"banana", u"바나나"}, {u"bank", u"은행"}, {u"basket", u"바구니"}, {u"bath", u"목욕"},
    {u"beach", u"해변"}, {u"bean", u"콩"}, {u"bear", u"곰"}, {u"bed", u"침대"}, {u"bee", u"벌"},
    {u"bell", u"종"}, {u"belt", u"허리띠"}, {u"bench", u"벤치"}, {u"bird", u"새"},
    {u"blanket", u"이불"}, {u"boat", u"배"}, {u"book", u"책"}, {u"bottle", u"병"},
    {u"bowl", u"그릇"}, {u"box", u"상자"}, {u"branch", u"나뭇가지"}, {u"bread", u"빵"},
    {u"brick", u"벽돌"}, {u"bridge", u"다리"}, {u"broom", u"빗자루"}, {u"brush", u"붓"},
    {u"bucket", u"양동이"}, {u"bus", u"버스"}, {u"button", u"단추"}, {u"cabbage", u"배추"},
    {u"cake", u"케이크"}, {u"camel", u"낙타"}, {u"camera", u"사진기"}, {u"candle", u"초"},
    {u"candy", u"사탕"}, {u"car", u"자동차"}, {u"card", u"카드"}, {u"carrot", u"당근"},
    {u"castle", u"성"}, {u"cat", u"고양이"}, {u"cave", u"동굴"}, {u"chair", u"의자"},
    {u"chalk", u"분필"}, {u"cheese", u"치즈"}, {u"cherry", u"버찌"}, {u"chess", u"체스"},
    {u"chestnut", u"밤"}, {u"chicken", u"닭"}, {u"child", u"아이"}, {u"chimney", u"굴뚝"},
    {u"circle", u"동그라미"}, {u"city", u"도시"}, {u"clay", u"찰흙"}, {u"clock", u"시계"},
    {u"cloud", u"구름"}, {u"clover", u"토끼풀"}, {u"coat", u"외투"}, {u"coffee", u"커피"},
    {u"coin", u"동전"}, {u"comb", u"빗"}, {u"compass", u"나침반"}, {u"cook", u"요리사"},
    {u"corn", u"옥수수"}, {u"cotton", u"솜"}, {u"cow", u"소"}, {u"crab", u"게"},
    {u"crane", u"두루미"}, {u"cream", u"크림"}, {u"crown", u"왕관"}, {u"cucumber", u"오이"},
    {u"cup", u"컵"}, {u"curtain", u"커튼"}, {u"daisy", u"국화"}, {u"dance", u"춤"},
    {u"deer", u"사슴"}, {u"desert", u"사막"}, {u"desk", u"책상"}, {u"diamond", u"금강석"},
    {u"dictionary", u"사전"}, {u"doctor", u"의사"}, {u"dog", u"개"}, {u"doll", u"인형"},
    {u"dolphin", u"돌고래"}, {u"donkey", u"당나귀"}, {u"door", u"문"}, {u"dragon", u"용"},
    {u"dream", u"꿈"}, {u"drum", u"북"}, {u"duck", u"오리"}, {u"eagle", u"독수리"},
    {u"ear", u"귀"}, {u"egg", u"달걀"}, {u"elephant", u"코끼리"}, {u"engine", u"엔진"},
    {u"engineer", u"기술자"}, {u"evening", u"저녁"}, {u"eye", u"눈동자"}, {u"factory", u"공장"},
    {u"family", u"가족"}, {u"farmer", u"농부"}, {u"feather", u"깃털"}, {u"fence", u"울타리"},
    {u"festival", u"축제"}, {u"field", u"들판"}, {u"finger", u"손가락"}, {u"fire", u"불"},
    {u"fish", u"물고기"}, {u"flag", u"깃발"}, {u"flower", u"꽃"}, {u"flute", u"피리"},
    {u"fog", u"안개"}, {u"forest", u"숲"}, {u"fork", u"포크"}, {u"fox", u"여우"},
    {u"friend", u"친구"}, {u"frog", u"개구리"}, {u"garden", u"정원"}, {u"garlic", u"마늘"},
    {u"gate", u"대문"}, {u"ghost", u"유령"}, {u"ginger", u"생강"}, {u"giraffe", u"기린"},
    {u"glass", u"유리"}, {u"glove", u"장갑"}, {u"glue", u"풀"}, {u"goat", u"염소"},
    {u"gold", u"황금"}, {u"goose", u"거위"}, {u"grape", u"포도"}, {u"grass", u"잔디"},
    {u"guitar", u"기타"}, {u"hammer", u"망치"}, {u"hand", u"손"}, {u"harbor", u"항구"},
    {u"harp", u"하프"}, {u"hat", u"모자"}, {u"heart", u"심장"}, {u"hill", u"언덕"},
    {u"honey", u"꿀"}, {u"horse", u"말"}, {u"hospital", u"병원"}, {u"hotel", u"호텔"},
    {u"house", u"집"}, {u"ice", u"얼음"}, {u"iron", u"쇠"}, {u"island", u"섬"},
    {u"ivy", u"담쟁이"}, {u"jacket", u"재킷"}, {u"jar", u"항아리"}, {u"jewel", u"보석"},
    {u"juice", u"주스"}, {u"jungle", u"밀림"}, {u"kettle", u"주전자"}, {u"key", u"열쇠"},
    {u"king", u"임금"}, {u"kitchen", u"부엌"}, {u"kite", u"연"}, {u"knee", u"무릎"},
    {u"knife", u"칼"}, {u"ladder", u"사다리"}, {u"lake", u"호수"}, {u"lamp", u"등불"},
    {u"leaf", u"잎"}, {u"lemon", u"레몬"}, {u"letter", u"편지"}, {u"library", u"도서관"},
    {u"lightning", u"번개"}, {u"lion", u"사자"}, {u"lotus", u"연꽃"}, {u"magnet", u"자석"},
    {u"map", u"지도"}, {u"market", u"시장"}, {u"mask", u"가면"}, {u"meadow", u"풀밭"},
    {u"medal", u"메달"}, {u"melon", u"참외"}, {u"milk", u"우유"}, {u"mirror", u"거울"},
    {u"monkey", u"원숭이"}, {u"moon", u"달"}, {u"morning", u"아침"}, {u"mountain", u"산"},
    {u"mouse", u"쥐"}, {u"mushroom", u"버섯"}, {u"music", u"음악"}, {u"nail", u"못"},
    {u"needle", u"바늘"}, {u"nest", u"둥지"}, {u"net", u"그물"}, {u"night", u"한밤"},
    {u"noodle", u"국수"}, {u"nose", u"코"}, {u"notebook", u"공책"}, {u"nurse", u"간호사"},
    {u"oak", u"참나무"}, {u"ocean", u"바다"}, {u"octopus", u"문어"}, {u"onion", u"양파"},
    {u"orange", u"귤"}, {u"owl", u"부엉이"}, {u"oyster", u"굴"}, {u"paint", u"물감"},
    {u"palace", u"궁전"}, {u"paper", u"종이"}, {u"park", u"공원"}, {u"peach", u"복숭아"},
    {u"pear", u"배나무"}, {u"pearl", u"진주"}, {u"pencil", u"연필"}, {u"pepper", u"후추"},
    {u"piano", u"피아노"}, {u"picture", u"그림"}, {u"pig", u"돼지"}, {u"pillow", u"베개"},
    {u"pine", u"소나무"}, {u"pirate", u"해적"}, {u"pocket", u"주머니"}, {u"potato", u"감자"},
    {u"pumpkin", u"호박"}, {u"puppet", u"꼭두각시"}, {u"queen", u"여왕"}, {u"rabbit", u"토끼"},
    {u"radio", u"라디오"}, {u"rain", u"비"}, {u"rainbow", u"무지개"}, {u"rice", u"쌀"},
    {u"ring", u"반지"}, {u"river", u"강물"}, {u"road", u"길"}, {u"robot", u"로봇"},
    {u"rocket", u"로켓"}, {u"roof", u"지붕"}, {u"rope", u"밧줄"}, {u"rose", u"장미"},
    {u"sail", u"돛"}, {u"salt", u"소금"}, {u"sand", u"모래"}, {u"school", u"학교"},
    {u"scissors", u"가위"}, {u"shadow", u"그림자"}, {u"sheep", u"양"}, {u"shell", u"조개"},
    {u"shoe", u"신발"}, {u"silver", u"은"}, {u"snail", u"달팽이"}, {u"snow", u"눈송이"},
    {u"spider", u"거미"}, {u"spring", u"봄"}, {u"star", u"별"},
}};
// clang-format on

} // namespace

QString fingerprintWords(QByteArrayView fingerprint, WordLanguage language)
{
    QStringList said;
    for (const char byte : fingerprint.first(std::min(fingerprint.size(), fingerprintWordCount))) {
        const Word &word = words.at(quint8(byte));
        said.append((language == WordLanguage::Korean ? word.korean : word.english).toString());
    }
    return said.join(u' ');
}

} // namespace maru
