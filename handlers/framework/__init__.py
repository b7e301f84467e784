"""What every field is made with: visits, forms, buttons, deliveries, beats. Knows no field."""
