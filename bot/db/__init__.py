"""The database: transactions as plain functions, column types, migrations."""
