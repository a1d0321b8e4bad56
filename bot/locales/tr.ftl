date = { DATETIME($day, dateStyle: "medium") }

## Komut listesi

command-who = Kim ne iş yapıyor: /who yazılımcı
command-help = Neler yapabilirim
command-start = Nereden başlamalı
command-cancel = Sorudan çık

## Başlangıç ve yardım

start =
    <b>Kimdir</b>, Telegram gruplarınızda kimin ne iş yaptığını aklında tutar.

    { $people ->
        [0] Henüz kayıtlı kimse yok. Telegram Desktop'ta bir sohbeti JSON olarak dışa aktarın, sonra şunu çalıştırın:
            <code>kimdir import DOSYA</code>
        [one] { $people } kişi tanıyorum. Sorun: /who yazılımcı
       *[other] { $people } kişi tanıyorum. Sorun: /who yazılımcı
    }

    Başka neleri anladığımı /help gösterir.
help =
    <b>Sorun</b>
    /who avukat · Türkçe, İngilizce veya Rusça bir meslek ya da sektör; yazım hatası sorun değil
    /who Ayşe · bir isim
    /who · herkes
    /who yazmadan doğrudan kelimeleri de gönderebilirsiniz.

    <b>Okuyun</b>
    🤖 tahmin ve ne kadar emin olduğum
    ✔ sizin sözünüz, (elle) diye işaretli
    Tahminin dayandığı alıntıları görmek için kişiye dokunun.

    <b>Düzeltin</b>
    ✅ Doğru tahmini onaylar, ✏️ Başka değiştirir, ↩️ Geri al sözünüzü geri alır. Sizin sözünüzün üzerine asla yazılmaz.

    /cancel sorudan çıkar.
unknown-command = Bu komutu bilmiyorum. Neleri anladığımı /help gösterir.
not-words = Yalnızca yazılı kelimeleri okuyabilirim. Örneğin: /who yazılımcı
cancelled = Tamam, hiçbir şey değişmedi.

## Listeler

list-all = 👥 <b>Herkes</b> · { $count ->
    [one] { $count } kişi
   *[other] { $count } kişi
}
list-words = 🔎 <b>{ $words }</b> · { $count ->
    [one] { $count } kişi
   *[other] { $count } kişi
}
list-empty =
    <b>{ $words }</b> için kimse bulunamadı.
    { $understood }

    Başka bir yazım veya daha genel bir kelime deneyin; /who herkesi gösterir. Son analizden sonra yeni mesajlar geldiyse <code>kimdir analyse</code> çalıştırın.
list-nobody-stored =
    Henüz kayıtlı kimse yok.

    Telegram Desktop'ta bir sohbeti JSON olarak dışa aktarın, sonra <code>kimdir import DOSYA</code> çalıştırın.
understood = Şöyle anladım: { $names }
understood-kinds = Şöyle anladım: { $name } ve { $count ->
    [one] { $count } alt dalı
   *[other] { $count } alt dalı
}
understood-more = Şöyle anladım: { $names } ve { $count } meslek daha
understood-nothing = İsimlerde ve kendi yazdıklarınızda arandı.
row = { $number }. <b>{ $name }</b>
row-guess = 🤖 { $label } · { $sure }
row-manual = ✔ { $label } (elle)
row-quote = <i>“{ $quote }”</i>
badge-unread = henüz analiz edilmedi
badge-insufficient = yeterli mesaj yok
badge-unknown = mesleği anlaşılmadı

## İsimler

name-deleted = Silinmiş hesap { $id }
name-none = İsimsiz ({ $id })
untitled = adsız sohbet

## Ne kadar emin

sure-likely = muhtemelen, %{ $confidence }
sure-maybe = belki, %{ $confidence }
sure-hint = zayıf ipucu, %{ $confidence }
rated = { $label } %{ $confidence }

## Kartlar

card-title = <b>{ $name }</b> @{ $username }
card-title-only = <b>{ $name }</b>
card-guess = 🤖 Tahmin: <b>{ $label }</b> · { $sure }
card-manual = ✔ <b>{ $label }</b> (elle)
card-sector = { $sector }
card-alternatives = Ya da: { $names }
card-guessed = Tahminim şuydu: { $label } %{ $confidence }
card-guessed-same = Tahminim de aynıydı: %{ $confidence }
card-unread = Henüz analiz edilmedi. <code>kimdir analyse</code> çalıştırın.
card-insufficient = Tahmin için yeterli mesaj yok.
card-unknown = Mesajlarından ne iş yaptığı anlaşılmıyor.
card-why = <b>Neden</b>
card-why-guessed = <b>Neden öyle tahmin ettim</b>
card-bio = <b>Biyografi</b> { $bio }
card-chats = <b>{ $chats ->
    [one] { $chats } sohbet
   *[other] { $chats } sohbet
}</b> · { $messages ->
    [one] { $messages } mesaj
   *[other] { $messages } mesaj
}
card-chat = • { $place }: { $count }
card-more-chats = • ve { $count ->
    [one] { $count } sohbet daha
   *[other] { $count } sohbet daha
}
card-seen = İlk görülme { $first }, son görülme { $last }
card-seen-once = { $date } tarihinde görüldü
quote = <blockquote>{ $quote }</blockquote>
source = { $place }, { $date }
source-linked = <a href="{ $link }">{ $place }, { $date }</a>
source-deleted = { $place }, { $date }, sonradan silindi
source-bio = biyografisinden

## Düzeltmeler

ask-other = <b>{ $name }</b> ne iş yapıyor?
ask-sector = <b>{ $name }</b> hangi sektörde çalışıyor?
ask-profession = <b>{ $name }</b> ne iş yapıyor? Sektör: <b>{ $sector }</b>
ask-words =
    <b>{ $name }</b> ne iş yapıyor? Üç dilden birinde yazın.

    /cancel bu sorudan çıkar.
ask-words-hint = örneğin: mali müşavir
ask-meaning = <b>{ $words }</b> derken bunlardan hangisini kastettiniz?
ask-where = Sözlerinizi olduğu gibi saklıyorum: <b>{ $words }</b>. Bu sözler hangi sektöre ait?
words-too-long = Bu çok uzun: en fazla { $longest } karakter yazın.
words-empty = Bunda kelime yok. Kişinin ne iş yaptığını yazın ya da /cancel gönderin.
saved = Kaydedildi: { $label }
undone = Geri alındı.

## Düğmeler

button-right = ✅ Doğru
button-other = ✏️ Başka
button-undo = ↩️ Geri al
button-list = ◀ Listeye dön
button-back = ◀ Geri
button-previous = ◀ Önceki
button-next = Sonraki ▶
button-place = { $number } / { $pages }
button-sectors = 🗂 Sektöre göre
button-type = ⌨️ Yaz
button-own-words = 💬 Yazdığım gibi kalsın
button-whole = Yalnızca sektör: { $sector }

## Hatalar

error-database = Veritabanı yanıt vermiyor. Birazdan yeniden deneyin.
error-redis = Redis'e ulaşılamıyor. Birazdan yeniden deneyin.
error-search-gone = Bu liste artık saklanmıyor. Yeniden /who gönderin.
error-person-gone = Bu kişi artık kayıtlı değil.
error-stale = Bu arada bir şey değişti. Şu anki durumu görmek için kişiyi yeniden açın.
error-not-offered = Bu seçenek artık yok. Yeniden seçin.
error-words-lost = Yazdığınız sözler artık bende değil. ✏️ Başka düğmesine dokunup yeniden yazın.
error-old-button = Bu düğme eski bir sürümden kalma. Yeniden /who gönderin.
error-unexpected = Bir şeyler ters gitti. Nerede olduğu günlükte yazıyor.
