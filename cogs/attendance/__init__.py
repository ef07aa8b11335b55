"""Attendance: who came, from three witnesses; private, correctable, gone after six months. And what comes after."""
