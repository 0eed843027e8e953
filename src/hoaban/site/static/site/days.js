// The desk's calendars replace what they cannot read by the present moment as soon as the cursor leaves the field, without
// a word. What somebody typed stays as it is: the portal reads more forms than they do, and says what it cannot read.
jQuery.fn.datetimepicker.defaults.validateOnBlur = false;
