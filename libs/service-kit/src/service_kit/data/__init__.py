"""The database: sessions, migrations, text in several languages."""
