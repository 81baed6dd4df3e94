//! Invented names of accounts: a word for somebody or something and a word beside it, in many languages and scripts.
//! They are nobody's.

use std::collections::BTreeSet;

use super::chance::Chance;
use crate::wiki::Username;

/// First words, what stands between, second words.
struct Words {
    /// How common its names are.
    weight: i64,
    first: &'static [&'static str],
    between: &'static str,
    second: &'static [&'static str],
}

const LANGUAGES: &[Words] = &[
    Words {
        weight: 9,
        first: &["Quiet", "Northern", "Amber", "Paper", "Early", "Distant", "Copper", "Slow", "Velvet", "Winter"],
        between: " ",
        second: &["Reader", "Atlas", "Otter", "Lantern", "Margin", "Harbour", "Sparrow", "Footnote", "Meadow", "Index"],
    },
    Words {
        weight: 6,
        first: &["Msomaji", "Mwandishi", "Rafiki", "Mchora", "Msafiri", "Mlinzi", "Mtunza", "Mpenda"],
        between: " ",
        second: &["wa Vitabu", "wa Ziwa", "wa Ramani", "wa Bahari", "wa Ndege", "wa Mlima", "wa Maktaba", "wa Picha"],
    },
    Words {
        weight: 4,
        first: &["Petit", "Vieux", "Grand", "Doux", "Léger", "Drôle de", "Joli"],
        between: " ",
        second: &["Cahier", "Hérisson", "Phare", "Grenier", "Moulin", "Été", "Sentier", "Carnet"],
    },
    Words {
        weight: 4,
        first: &["Lector", "Viajera", "Vecino", "Dibujante", "Cronista", "Jardín", "Señal"],
        between: " ",
        second: &["del Río", "de Mapas", "Tranquila", "del Páramo", "de Otoño", "Lejana", "del Muelle"],
    },
    Words {
        weight: 3,
        first: &["Kalem", "Çınar", "Gölge", "Rüzgâr", "Yıldız", "Köprü"],
        between: "",
        second: &["Okur", "Defteri", "Bahçesi", "Yolcusu", "Gezgin", "Işığı"],
    },
    Words {
        weight: 3,
        first: &["Cichy", "Żółty", "Dawny", "Łagodny", "Śnieżny", "Mały"],
        between: " ",
        second: &["Czytelnik", "Dąb", "Zeszyt", "Wędrowiec", "Jeż", "Świerszcz"],
    },
    Words {
        weight: 3,
        first: &["Тихий", "Старый", "Северный", "Лесной", "Жёлтый", "Вечерний"],
        between: " ",
        second: &["Читатель", "Картограф", "Маяк", "Журавль", "Архив", "Ёж"],
    },
    Words {
        weight: 3,
        first: &["قارئ", "كاتب", "رسام", "حارس", "صديق", "مسافر"],
        between: " ",
        second: &["الخرائط", "النخيل", "البحر", "الكتب", "الحكايات", "الجبل"],
    },
    Words {
        weight: 3,
        first: &["नीला", "शांत", "पुराना", "छोटा", "दूर का", "हरा"],
        between: " ",
        second: &["पाठक", "बादल", "नक्शा", "दीपक", "पहाड़", "पन्ना"],
    },
    Words {
        weight: 2,
        first: &["নীল", "শান্ত", "পুরনো", "ছোট", "সবুজ"],
        between: " ",
        second: &["পাঠক", "মেঘ", "মানচিত্র", "নদী", "পাতা"],
    },
    Words {
        weight: 3,
        first: &["静かな", "北の", "青い", "古い", "小さな", "朝の"],
        between: "",
        second: &["地図", "図書室", "ふくろう", "灯台", "万年筆", "川岸"],
    },
    Words {
        weight: 3,
        first: &["山间", "云上", "竹林", "江边", "星下", "雨后"],
        between: "",
        second: &["读者", "书签", "地图", "小船", "笔记", "白鹭"],
    },
    Words {
        weight: 2,
        first: &["Ήσυχος", "Παλιός", "Βόρειος", "Μικρός", "Γαλάζιος"],
        between: " ",
        second: &["Αναγνώστης", "Φάρος", "Χάρτης", "Γλάρος", "Κήπος"],
    },
    Words {
        weight: 2,
        first: &["קורא", "חובב", "שומר", "צייר", "נוסע"],
        between: " ",
        second: &["המפות", "הספרים", "הים", "הגבעות", "הציפורים"],
    },
    Words {
        weight: 2, first: &["ጸጥተኛ", "የድሮ", "ትንሽ", "የሰሜን"], between: " ", second: &["አንባቢ", "ካርታ", "ወፍ", "ተራራ"]
    },
    Words {
        weight: 2,
        first: &["Người", "Dòng", "Vườn", "Trang"],
        between: " ",
        second: &["Đọc Sách", "Sông Nhỏ", "Bản Đồ", "Mùa Hè", "Yên Lặng"],
    },
];

/// Gives out names, each once.
#[derive(Debug, Default)]
pub struct Names(BTreeSet<Username>);

impl Names {
    /// A name that nobody has.
    pub fn give(&mut self, chance: &mut Chance) -> Username {
        let weights: Vec<i64> = LANGUAGES.iter().map(|words| words.weight).collect();
        loop {
            let Some(words) = LANGUAGES.get(chance.weighted(&weights)) else { continue };
            let mut name = format!("{}{}{}", chance.word(words.first), words.between, chance.word(words.second));
            // More people than words: most of them add a number.
            if self.0.len() > 200 || chance.happens(150) {
                let digits = [10, 100, 1000, 10_000].get(chance.position(4)).copied().unwrap_or(10);
                name = format!("{name} {}", chance.between(digits / 10, digits));
            }
            if let Some(name) = self.take(&name) {
                return name;
            }
        }
    }

    /// This name, unless somebody has it or nobody can have it.
    pub fn take(&mut self, name: &str) -> Option<Username> {
        let name = Username::new(name).ok()?;
        self.0.insert(name.clone()).then_some(name)
    }
}
