// The person already pressed "sign out" in the app: no second question.
const yes = document.querySelector('button[name="logout"]');
if (yes) yes.click();
