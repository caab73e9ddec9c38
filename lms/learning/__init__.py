"""The trainee's pages: home, course, unit, lesson, quiz, scenario, practical."""
