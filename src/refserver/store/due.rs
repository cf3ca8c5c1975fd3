//! Events that become due at a time of the server's clock.

use rusqlite::{Connection, params};

use super::{StoreError, one, run};
use crate::refserver::domain::moment::Moment;

/// Something to be done at a time.
#[derive(Debug)]
pub(crate) struct DueEvent {
    pub(crate) id: i64,
    pub(crate) due_at: Moment,
    pub(crate) kind: String,
    /// What it is about: a receipt number or an inquiry id.
    pub(crate) payload: String,
}

/// Plans an event.
pub(crate) fn plan(
    connection: &Connection,
    due_at: Moment,
    kind: &str,
    payload: &str,
) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO due_event (due_at, kind, payload) VALUES (?1, ?2, ?3)",
        params![due_at, kind, payload],
    )?;
    Ok(())
}

/// The first event that is due, in order of time and then of planning.
pub(crate) fn next(connection: &Connection, until: Moment) -> Result<Option<DueEvent>, StoreError> {
    let sql =
        "SELECT id, due_at, kind, payload FROM due_event WHERE due_at <= ?1 ORDER BY due_at, id LIMIT 1";
    one(connection, sql, [until], |row| {
        Ok(DueEvent { id: row.get(0)?, due_at: row.get(1)?, kind: row.get(2)?, payload: row.get(3)? })
    })
}

/// Removes an event that was dealt with.
pub(crate) fn done(connection: &Connection, id: i64) -> Result<(), StoreError> {
    run(connection, "DELETE FROM due_event WHERE id = ?1", [id])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refserver::store::Store;

    #[test]
    fn events_come_in_order_of_time_and_then_of_planning() {
        let store = Store::open(None).expect("store");
        let at = Moment::from_millis;
        let order = store.write(|connection| {
            plan(connection, at(2000), "late", "")?;
            plan(connection, at(1000), "early", "")?;
            plan(connection, at(1000), "second", "")?;
            plan(connection, at(9000), "not yet", "")?;
            let mut order = Vec::new();
            while let Some(event) = next(connection, at(5000))? {
                done(connection, event.id)?;
                order.push(event.kind);
            }
            Ok::<_, StoreError>(order)
        });
        assert_eq!(order.expect("order"), ["early", "second", "late"]);
    }
}
