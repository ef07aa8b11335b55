"""How Alembic meets our database: on the connection it is given, all steps in one transaction."""

from alembic import context

from bot.db.types import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,  # SQLite changes a table by copying it
)
context.run_migrations()
