date = { DATETIME($day, dateStyle: "medium") }
time = { DATETIME($moment, timeStyle: "short") }
moment = { DATETIME($moment, dateStyle: "medium", timeStyle: "short") }

## Komut listesi

command-who = Kim ne iş yapıyor: /who yazılımcı
command-chats = Neler toplanıyor, ne kadarı tamam
command-help = Neler yapabilirim
command-start = Nereden başlamalı
command-cancel = Sorudan çık

## Başlangıç ve yardım

start =
    <b>Kimdir</b>, Telegram gruplarınızda kimin ne iş yaptığını aklında tutar.

    { $people ->
        [0] { start-empty }
        [one] { start-empty }
       *[other] { $people } kişi tanıyorum. Sorun: /who yazılımcı
    }

    Başka neleri anladığımı /help gösterir.
start-empty =
    Henüz neredeyse kimseyi tanımıyorum. /chats nelerin toplanabileceğini gösterir; ya da Telegram Desktop'ta bir sohbeti JSON olarak dışa aktarıp şunu çalıştırın:
    <code>kimdir import DOSYA</code>
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

    /chats neleri topladığımı ve ne kadarının tamam olduğunu gösterir.
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

    /chats nelerin toplanabileceğini gösterir; ya da Telegram Desktop'ta bir sohbeti JSON olarak dışa aktarın, sonra <code>kimdir import DOSYA</code> çalıştırın.
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
card-portrait-wanted = 🖼 Biyografi ve fotoğraf istendi; toplayıcının sonraki turunda gelir.
card-portrait-read = 🖼 Biyografi ve fotoğraf: { $date }
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
portrait-left = İstendi; toplayıcının sonraki turunda gelir. Bugün kalan: { $left }
portrait-tomorrow = İstendi. Bugünün sınırına ulaşıldı; yarın gelir.
saved = Kaydedildi: { $label }
undone = Geri alındı.

## Sohbetler

chats-title = 💬 <b>Topladığım sohbetler</b> · { $count }
chats-title-whole = 💬 <b>Topladığım sohbetler</b> · { $count } ({ $whole } tam)
chats-none = Henüz yok. Aşağıdan seçin.
chats-known = <b>Tüm sohbetleriniz</b> · { $count }. Açmak veya kapatmak için dokunun: ✅ toplananlardır. Bir sohbeti kapatınca kaydedilenler kalır.
chats-unknown = Henüz bilinen sohbet yok. Bir kez <code>kimdir collect</code> çalıştırın; sohbet listenizi okur.
chats-finished = ✅ Alınacak bir şey kalmadı: { $count ->
    [one] { $count } sohbetten
   *[other] { $count } sohbetten
} { $whole } tanesi eksiksiz, { $stored ->
    [one] { $stored } mesaj
   *[other] { $stored } mesaj
} kayıtlı.
chat-row = { $number }. <b>{ $title }</b>
chat-complete = ✅ eksiksiz · { $stored }
chat-of = { $stored } / ~{ $total } · %{ $percent }
chat-stored = { $stored } kayıtlı
chat-new = sırasını bekliyor
chat-imported = dışa aktarımdan { $stored }
chat-gaps = { $count ->
    [one] { $count } boşluk
   *[other] { $count } boşluk
}
chat-verified = { $date } sonrası doğrulandı
chat-waits = ⏳ bekliyor: { $time } ({ $reason })
chat-blocked = ⚠️ durdu: { $reason }
chat-left = 🚪 artık bu grupta değilsiniz; kaydedilenler kalır
chat-unseen = ❔ sohbetleriniz arasında yok: katılın ya da ayarlardan çıkarın
pace = { $speed }/sn
left-seconds = bir dakikadan az
left-minutes = { $count } dk kaldı
left-hours = { $count } saat kaldı
chat-title = <b>{ $title }</b>
chat-about = { $about }
kind-private = özel sohbet
kind-group = grup
kind-supergroup = grup
kind-channel = kanal
chat-forum = konulu
chat-untracked = toplanmıyor
chat-became = sonradan <b>{ $title }</b> oldu; burada öncesinde yazılanlar var
chat-whole = ✅ Eksik yok.
chat-missing = { $gaps ->
    [one] Doldurulacak { $gaps } boşluk
   *[other] Doldurulacak { $gaps } boşluk
}
chat-stale = Eski mesajlar yeniden karşılaştırılıyor: bağlantı yokken düzenleme ve silmeler kaçmış olabilir.
chat-verified-long = { $date } sonrası eksiksiz ve doğrulanmış
chat-job = { $work }: { $pace }
work-history = Geçmiş okunuyor
work-reading-again = Yeniden karşılaştırılıyor
chat-synced = Son bakış: { $time }
chat-members = { $count ->
    [one] { $count } üye
   *[other] { $count } üye
}
chat-members-known = { $count ->
    [one] { $count } üyeden
   *[other] { $count } üyeden
} { $known } tanesinin adı biliniyor
members-capped = Telegram listenin yalnızca bir kısmını gösteriyor; diğerleri yazdıkça görünür.
members-hidden = Liste gizli; insanlar yazdıkça görünür.
members-admins-only = Listeyi yalnızca yöneticiler görür; insanlar yazdıkça görünür.
chat-topics = { $count ->
    [one] { $count } konu
   *[other] { $count } konu
}
chat-topic = • { $title }
chat-more-topics = • ve { $count } konu daha
untitled-id = adsız ({ $id })
untitled-topic = adsız konu
reason-flood = Telegram sınırı
reason-private = size kapalı
reason-left = ayrıldınız
reason-admin-required = yalnızca yöneticilere açık
reason-telegram-ailing = Telegram hata veriyor
reason-unseen = sohbetleriniz arasında yok
sign-private = 👤
sign-group = 👥
sign-supergroup = 👥
sign-channel = 📢
switched-on = Açıldı. Bundan sonra toplanacak.
switched-off = Kapatıldı. Kaydedilenler kalır.

## Toplama

collecting-off = ⚠️ Toplama ayarlarda kapalı. TELEGRAM_FEATURE_ENABLED=true yapın, sonra <code>kimdir up</code> komutunu yeniden başlatın.
collecting-no-account = ⚠️ Oturum açmış Telegram hesabı yok. Önce <code>kimdir login</code>, sonra <code>kimdir up</code> çalıştırın.
collecting-lost = ⚠️ { $reason } <code>kimdir login</code> çalıştırın. Kaydedilenler kalır.
collecting-stopped = ⚠️ Toplayıcı çalışmıyor. <code>kimdir up</code> ile başlatın.
collecting-paused = ⏸ Siz duraklattınız. Kaydedilenler kalır; ▶️ devam ettirir.
collecting-of = <b>{ $account }</b>: { $said }
collecting-waits = ⏳ Telegram beni bekletiyor: { $time } ({ $method })
collecting-files = 📎 İndirilen dosya: { $done }
lost-revoked = Telegram hesabınızın buradaki oturumu kapandı.
lost-used-twice = Telegram oturumu sonlandırdı: aynı anda iki yerde kullanıldı.
lost-banned = Telegram bu hesabın silindiğini veya yasaklandığını söylüyor.
state-connecting = 📡 Telegram'a bağlanılıyor…
state-catching-up = 🔄 Kaçırılanlar alınıyor
state-collecting = 📥 Toplanıyor
state-following = 👂 Güncel, canlı izleniyor
state-paused = ⏸ Duraklatıldı
requests = { $asked ->
    [one] dakikada { $asked } istek
   *[other] dakikada { $asked } istek
}
requests-of = dakikada { $asked } / { $budget } istek
takeout-delayed = Telegram'ın hızlı toplu aktarıma izin vereceği zaman: { $time }. O zamana kadar daha yavaş.
takeout-running = Toplu aktarım sürüyor.
takeout-refused = Telegram toplu aktarıma izin vermiyor; daha yavaş sürüyor.
later = daha sonra
media-disk-full = 💾 Disk neredeyse dolu: dosya indirilmiyor. Mesajlar toplanıyor.

## Bildirimler

notice-session-lost = ⚠️ <b>{ $account }</b>: { $reason } Artık bu hesaptan bir şey toplamıyorum; kaydedilenler kalır. Devam etmek için <code>kimdir login</code> çalıştırın.
notice-chat-lost = 🚪 Artık <b>{ $title }</b> sohbetinde değilsiniz. Kaydedilenler kalır; /chats gösterir.
notice-media-stopped = 💾 Disk neredeyse dolu ({ $free } MB kaldı): artık dosya indirmiyorum. Mesajlar toplanıyor. Yer açarsanız kendiliğimden devam ederim.

## Düğmeler

button-right = ✅ Doğru
button-other = ✏️ Başka
button-undo = ↩️ Geri al
button-portrait = 🖼 Biyografi ve fotoğraf
button-list = ◀ Listeye dön
button-refresh = 🔄 Yenile
button-pause = ⏸ Duraklat
button-resume = ▶️ Devam et
button-choose = ➕ Sohbet seç ({ $count })
button-chats = ◀ Toplananlar
button-track = ▶️ Topla
button-untrack = ⏹ Artık toplama
button-switch-on = ▫️ { $kind } { $title }
button-switch-off = ✅ { $kind } { $title }
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
error-chat-gone = Bu sohbet artık kayıtlı değil.
error-words-lost = Yazdığınız sözler artık bende değil. ✏️ Başka düğmesine dokunup yeniden yazın.
error-old-button = Bu düğme eski bir sürümden kalma. Yeniden /who gönderin.
error-unexpected = Bir şeyler ters gitti. Nerede olduğu günlükte yazıyor.
