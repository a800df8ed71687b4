//! JSON values as types of the contract, without the reasons why one is not of its type.
//!
//! The dashboard decodes everything here: `serde_json` has a sentence for every way in which a value can be wrong, and
//! a second path for structs that come as lists. Both would be a tenth of what a browser loads.

use std::fmt;

use serde::{
    Deserializer,
    de::{
        DeserializeOwned, DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
    },
    forward_to_deserialize_any,
};
use serde_json::{Map, Value, map};

/// The value is not of the type: it is another version's, or not the proxy's at all. Nobody reads why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the value is not of the type")]
pub struct NotOfType;

impl Error for NotOfType {
    fn custom<T: fmt::Display>(_why: T) -> Self {
        Self
    }
}

/// The value as a type of the contract.
///
/// # Errors
/// [`NotOfType`] when it is none.
pub fn decode<T: DeserializeOwned>(value: Value) -> Result<T, NotOfType> {
    T::deserialize(Decoder(value))
}

/// A value about to be decoded. Keys and names of variants are decoded as values too, so that every type is decoded
/// from this alone.
struct Decoder(Value);

impl<'de> Deserializer<'de> for Decoder {
    type Error = NotOfType;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOfType> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), _, _) => visitor.visit_u64(number),
                (None, Some(number), _) => visitor.visit_i64(number),
                (None, None, Some(number)) => visitor.visit_f64(number),
                (None, None, None) => Err(NotOfType),
            },
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => visitor.visit_seq(Items(items.into_iter())),
            Value::Object(members) => visitor.visit_map(Members::of(members)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOfType> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, NotOfType> {
        visitor.visit_newtype_struct(self)
    }

    /// A variant is its name, or an object with its name as the one member.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotOfType> {
        let (name, content) = match self.0 {
            Value::String(name) => (name, Value::Null),
            Value::Object(members) if members.len() == 1 => members.into_iter().next().ok_or(NotOfType)?,
            _ => return Err(NotOfType),
        };
        visitor.visit_enum(Variant { name: Value::String(name), content: Decoder(content) })
    }

    /// An object only: that it could be a list as well would double the code of every struct.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotOfType> {
        match self.0 {
            Value::Object(members) => visitor.visit_map(Members::of(members)),
            _ => Err(NotOfType),
        }
    }

    /// A name only: that it could be a number as well would double the code of every name.
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOfType> {
        match self.0 {
            Value::String(name) => visitor.visit_str(&name),
            _ => Err(NotOfType),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotOfType> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map
    }
}

struct Items(std::vec::IntoIter<Value>);

impl<'de> SeqAccess<'de> for Items {
    type Error = NotOfType;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, NotOfType> {
        self.0.next().map(|item| seed.deserialize(Decoder(item))).transpose()
    }
}

struct Members {
    rest: map::IntoIter,
    next: Value,
}

impl Members {
    fn of(members: Map<String, Value>) -> Self {
        Self { rest: members.into_iter(), next: Value::Null }
    }
}

impl<'de> MapAccess<'de> for Members {
    type Error = NotOfType;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, NotOfType> {
        let Some((key, member)) = self.rest.next() else { return Ok(None) };
        self.next = member;
        seed.deserialize(Decoder(Value::String(key))).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, NotOfType> {
        seed.deserialize(Decoder(self.next.take()))
    }
}

struct Variant {
    name: Value,
    content: Decoder,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = NotOfType;
    type Variant = Decoder;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Decoder), NotOfType> {
        Ok((seed.deserialize(Decoder(self.name))?, self.content))
    }
}

impl<'de> VariantAccess<'de> for Decoder {
    type Error = NotOfType;

    fn unit_variant(self) -> Result<(), NotOfType> {
        if self.0.is_null() { Ok(()) } else { Err(NotOfType) }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, NotOfType> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _length: usize, visitor: V) -> Result<V::Value, NotOfType> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotOfType> {
        self.deserialize_struct("", fields, visitor)
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        decode::{NotOfType, decode},
        job::{Action, Job, JobId, JobRecord, JobState},
        live::{LiveEvent, RowChanges},
        problem::ProblemCode,
        row::Outcome,
        time::EpochMillis,
    };
    use serde::{Serialize, de::DeserializeOwned};
    use serde_json::json;

    fn there_and_back<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: T) {
        assert_eq!(decode::<T>(serde_json::to_value(&value).unwrap()), Ok(value));
    }

    #[test]
    fn what_the_proxy_sends_is_decoded() {
        let action = Action::Method {
            name: "lockDoor".to_owned(),
            payload: json!({"list": [1, -2, 0.5, null, true, "text"], "inner": {}}),
            response_timeout_seconds: 30,
            connect_timeout_seconds: 0,
        };
        there_and_back(Job {
            id: JobId::listed("night-1"),
            state: JobState::Running,
            action,
            condition: Some("*".to_owned()),
            created_at: None,
            start_at: Some(EpochMillis(-1)),
            ended_at: None,
            max_execution_seconds: Some(60),
            failure_reason: None,
            hub_counts: None,
            record: JobRecord::default(),
        });
        there_and_back(LiveEvent::Heartbeat {});
        there_and_back(LiveEvent::Rows(RowChanges {
            job: JobId::listed("night-1"),
            changes: vec![(0, Outcome::Succeeded), (7, Outcome::NotReached)],
        }));
        there_and_back(ProblemCode::EmptyFleet);
        there_and_back(ProblemCode::CountGrown { previewed: 1, now: 2 });
    }

    #[test]
    fn what_is_not_of_the_type_is_nothing() {
        for value in
            [json!(null), json!("held"), json!({"countGrown": {}}), json!({"a": 1, "b": 2}), json!(7)]
        {
            assert_eq!(decode::<ProblemCode>(value), Err(NotOfType));
        }
        assert_eq!(decode::<u32>(json!(-1)), Err(NotOfType));
        assert_eq!(decode::<Option<u32>>(json!(null)), Ok(None));
    }
}
