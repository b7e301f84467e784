"""What every field is built with: visits, forms, buttons, deliveries, beats. Knows no field."""
