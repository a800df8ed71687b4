//! Structs that are read from JSON objects alone.

/// Gives types with `#[serde(remote = "Self")]` their place in serde: what is derived would take an array of the members
/// as well.
macro_rules! only_objects {
    ($($name:ident),+ $(,)?) => {$(
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Members;

                impl<'de> serde::de::Visitor<'de> for Members {
                    type Value = $name;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        formatter.write_str("a JSON object")
                    }

                    fn visit_map<A: serde::de::MapAccess<'de>>(self, members: A) -> Result<$name, A::Error> {
                        // The derived function, which has the name of the trait's.
                        <$name>::deserialize(serde::de::value::MapAccessDeserializer::new(members))
                    }
                }

                deserializer.deserialize_map(Members)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                <$name>::serialize(self, serializer)
            }
        }
    )+};
}

pub(super) use only_objects;
